"""`python -m web_build`."""

from web_build.build import main

main()
