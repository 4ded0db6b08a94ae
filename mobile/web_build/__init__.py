"""Makes the installable offline web app from the phone's own source."""
