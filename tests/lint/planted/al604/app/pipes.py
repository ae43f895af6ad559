import asyncio
import os
from subprocess import getstatusoutput


async def piped():
    return os.popen("ls").read()  # plant: AL604


async def status():
    return getstatusoutput("ls")[0]  # plant: AL604


async def right():
    process = await asyncio.create_subprocess_exec("ls", stdout=asyncio.subprocess.PIPE)
    return await process.stdout.read()
