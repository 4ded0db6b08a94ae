"""The ledger: what phones send is judged, numbered, kept and receipted here, and nothing is ever dropped."""
