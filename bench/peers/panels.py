"""The panels by aiohttp: a server whose one page gathers N calls."""
import asyncio
import json
import os
import sys

from aiohttp import ClientSession, TCPConnector, web

SLOW = os.environ["SLOW"]


async def main():
    async with ClientSession(connector=TCPConnector(limit=1200)) as session:

        async def panel(number):
            async with session.get(f"{SLOW}/panels/{number}") as response:
                return await response.json()

        async def panels(request):
            rows = await asyncio.gather(*(panel(n) for n in range(int(request.query["n"]))))
            data = {f"p{row['id']}": {"id": row["id"], "value": row["value"]} for row in rows}
            return web.Response(text=json.dumps({"data": data}), content_type="application/json")

        app = web.Application()
        app.router.add_get("/panels", panels)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"ready at http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}", flush=True)
        await asyncio.Event().wait()


asyncio.run(main())
