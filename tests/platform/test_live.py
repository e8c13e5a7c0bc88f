"""Live values: the last one at once, every change after it, nobody waits for anybody."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from hub.platform.live import Live


def test_a_new_reader_gets_the_last_values_in_order() -> None:
    live = Live()
    live.publish("a", {"n": 1})
    live.publish("b", {"tên": "Hoà"})
    live.publish("a", {"n": 2})
    live.publish("c", {"n": 3})
    stream = live.stream(["a", "b"])
    assert next(stream) == b"retry: 2000\n\n"
    expected = 'event: b\ndata: {"tên":"Hoà"}\n\nevent: a\ndata: {"n":2}\n\n'
    assert next(stream) == expected.encode()


def test_changes_reach_every_reader() -> None:
    live = Live()
    streams = [live.stream(["a"]) for _ in range(5)]
    for stream in streams:
        next(stream)
    with ThreadPoolExecutor(5) as pool:
        waiting = [pool.submit(next, stream) for stream in streams]
        live.publish("a", {"n": 1})
        assert [answer.result(20) for answer in waiting] == [b'event: a\ndata: {"n":1}\n\n'] * 5


def test_a_slow_reader_misses_only_what_is_past() -> None:
    live = Live()
    stream = live.stream(["a"])
    next(stream)
    for n in range(1000):  # returns at once although nobody reads
        live.publish("a", {"n": n})
    assert next(stream) == b'event: a\ndata: {"n":999}\n\n'


def test_silence_is_filled_with_comments() -> None:
    live = Live(keep_alive_s=0.01)
    stream = live.stream(["a"])
    next(stream)
    assert next(stream).startswith(b":")
    live.publish("a", {})
    assert next(stream).startswith(b"event: a")


def test_the_end_reaches_readers_that_wait() -> None:
    live = Live()
    ended = threading.Event()

    def read() -> None:
        for _part in live.stream(["a"]):
            pass
        ended.set()

    thread = threading.Thread(target=read)
    thread.start()
    live.close()
    assert ended.wait(20)
    thread.join()


def test_line_feeds_cannot_forge_an_event() -> None:
    live = Live()
    live.publish("a", {"name": "x\n\nevent: b\ndata: {}"})
    stream = live.stream(["a"])
    next(stream)
    assert next(stream).count(b"\n") == 3
