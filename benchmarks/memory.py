"""What a web worker keeps resident after ten thousand requests, of pages and of the API."""

from benchmarks.harness import Effort, Result, scratch
from benchmarks.read import provide, sides
from benchmarks.serving import Request, loaded, serving, written

GOAL, REQUESTS, CONNECTIONS = 160.0, 10_000, 32
PAGES = ("/", "/catalogue", "/healthz", "/sign-in")


async def measure(effort: Effort) -> list[Result]:
    """The figure `memory`; it takes the same ten thousand requests when fast."""
    number = 100 if effort is Effort.SMOKE else REQUESTS
    async with scratch() as place:
        running = await provide(place)
        pages: list[Request] = [(page, "") for page in PAGES for _ in range(len(running) // len(PAGES))]
        async with serving("market", "web") as server:
            at_start, done = server.resident(), 0
            with written([*sides(running)["ours"], *pages]) as requests:
                while done < number:
                    done += (await loaded(server.port, CONNECTIONS, 2.0, requests)).done
            value = server.resident()
    how = (
        f"MiB resident (VmRSS) in the one granian worker after {done} requests over {CONNECTIONS} connections, half"
        f" of them reads of {len(running)} sheets by API key, half pages ({', '.join(PAGES)});"
        f" {at_start:.0f} MiB when it began to serve."
    )
    return [Result("memory", round(value, 1), "MiB", f"<= {GOAL:g}", value <= GOAL, how)]
