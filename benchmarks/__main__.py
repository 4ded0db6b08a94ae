"""`make bench`: every side-by-side measurement, one table after the other."""

import asyncio

from benchmarks import ballots, exchange, month, phone_store, start

exchange.main()
print()
ballots.main()
print()
asyncio.run(phone_store.main())
print()
start.main()
print()
month.main()
