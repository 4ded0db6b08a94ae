"""The papers of a month as a commune office signs and files them."""
