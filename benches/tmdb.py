"""A small TMDB for the benchmarks, on the loopback interface and in a process of its own.

It answers what flixir asks when somebody waits: look-ups by IMDb id, details, lists of both APIs, the watchlist. Each answer
comes after `latency` seconds. With `limit`, a request that would be the `limit + 1`st within any second is refused with 429,
and so is everything else until `retry_after` seconds have passed. It counts requests, refusals, and the most requests that
were open at once (`Tmdb.facts`).
"""

import base64
import collections
import json
import multiprocessing
import re
import socket
import threading
import time

ACCOUNT, OBJECT = 42, "4bc8892a017a3c0f92000002"
SESSION = "0123456789abcdef0123456789abcdef01234567"
PAGE = 20


def user_token():
    """A v4 user token whose claims name the account, as TMDB's do."""
    claims = base64.urlsafe_b64encode(json.dumps({"sub": OBJECT, "scopes": ["api_write"]}).encode()).rstrip(b"=")
    return f"eyJhbGciOiJIUzI1NiJ9.{claims.decode()}.c2lnbmF0dXJl"


def film(number):
    return {
        "adult": False,
        "id": number,
        "title": f"Film {number}",
        "original_title": f"Film {number}",
        "original_language": "en",
        "overview": "Somebody wants something, and somebody else is in the way.",
        "media_type": "movie",
        "genre_ids": [28, 12],
        "popularity": 12.3,
        "release_date": "1999-03-31",
        "vote_average": 7.1,
        "vote_count": 1234,
    }


class Limit:
    """At most so many requests in any second; one more, and all are refused for a while."""

    def __init__(self, most, retry_after):
        self.most, self.retry_after = most, retry_after
        self.recent = collections.deque()
        self.closed_until = 0.0

    def refuses(self, now):
        while self.recent and self.recent[0] <= now - 1.0:
            self.recent.popleft()
        self.recent.append(now)
        if len(self.recent) > self.most:
            self.closed_until = max(self.closed_until, now + self.retry_after)
        return now < self.closed_until


class World:
    """What the server knows. `lists` maps numbers to (name, description, items)."""

    def __init__(self, lists, watchlist):
        self.lists = {number: [name, "", list(items)] for number, (name, items) in lists.items()}
        self.watchlist = list(watchlist)

    def answer(self, method, path, query, body):
        """Returns the status and the JSON of an answer."""
        version, *parts = path.strip("/").split("/")
        shape = "/".join("N" if re.fullmatch(r"[0-9]+|tt[0-9]+", part) else part for part in parts)
        page = int(query.get("page", "1"))
        if shape == "account":
            if "session_id" not in query:
                return 401, {"status_code": 3, "status_message": "Authentication failed"}
            return 200, {"id": ACCOUNT, "username": "bench", "name": ""}
        if shape == "authentication/session/convert/N" or shape == "authentication/session":
            return 200, {"success": True, "session_id": SESSION}
        if shape == "find/N":
            number = int(parts[1][2:])
            return 200, {"movie_results": [film(number)], "tv_results": [], "person_results": []}
        if shape == "movie/N":
            return 200, film(int(parts[1]))
        if shape == "movie/N/account_states":
            return 200, {"id": int(parts[1]), "watchlist": int(parts[1]) in self.watchlist, "rated": False}
        if shape in ("account/N/lists", f"account/{OBJECT}/lists"):
            rows = [
                {"id": number, "name": name, "description": text, "number_of_items": len(items), "item_count": len(items)}
                for number, (name, text, items) in self.lists.items()
            ]
            return 200, paged(rows, page)
        if shape in ("account/N/watchlist/movies", "account/N/watchlist/tv"):
            rows = [film(number) for number in self.watchlist] if shape.endswith("movies") else []
            return 200, paged(rows, page)
        if shape == "account/N/watchlist" and method == "POST":
            if body["watchlist"] and body["media_id"] not in self.watchlist:
                self.watchlist.append(body["media_id"])
            return 201, {"success": True, "status_code": 1, "status_message": "Success."}
        if shape == "list" and method == "POST":
            number = max(self.lists, default=8000) + 1
            self.lists[number] = [body["name"], body.get("description", ""), []]
            key = "list_id" if version == "3" else "id"
            return 201, {"success": True, "status_code": 1, "status_message": "Success.", key: number}
        if parts[0] == "list" and len(parts) > 1 and int(parts[1]) in self.lists:
            return self.on_list(method, version, int(parts[1]), shape, page, query, body)
        return 404, {"success": False, "status_code": 34, "status_message": "The resource could not be found."}

    def on_list(self, method, version, number, shape, page, query, body):
        name, text, items = self.lists[number]
        done = {"success": True, "status_code": 12, "status_message": "Success."}
        if shape == "list/N" and method == "GET":
            rows = [film(item) for item in items]
            answer = paged(rows, page)
            answer.update({"id": number, "name": name, "description": text, "item_count": len(items), "public": True})
            if version == "3":
                answer["items"] = answer.pop("results")
            return 200, answer
        if shape == "list/N/add_item":
            if body["media_id"] in items:
                return 403, {"success": False, "status_code": 8, "status_message": "Duplicate entry."}
            items.append(body["media_id"])
            return 201, done
        if shape == "list/N/items" and method == "POST":
            results = []
            for item in body["items"]:
                is_new = item["media_id"] not in items
                if is_new:
                    items.append(item["media_id"])
                results.append({**item, "success": is_new})
            return 200, {**done, "status_code": 1, "results": results}
        if shape == "list/N/item_status":
            wanted = int(query.get("movie_id") or query.get("media_id"))
            return 200, {"id": number, "item_present": wanted in items}
        return 404, {"success": False, "status_code": 34, "status_message": "The resource could not be found."}


def paged(rows, page):
    pages = max(1, -(-len(rows) // PAGE))
    return {
        "page": page,
        "results": rows[(page - 1) * PAGE : page * PAGE],
        "total_pages": pages,
        "total_results": len(rows),
    }


def requests_of(connection):
    """Yields head and body of each request that comes on a connection."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    rest = b""
    while True:
        while b"\r\n\r\n" not in rest:
            piece = connection.recv(65536)
            if not piece:
                return
            rest += piece
        head, rest = rest.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
        length = int(length.group(1)) if length else 0
        while len(rest) < length:
            rest += connection.recv(65536)
        body, rest = rest[:length], rest[length:]
        yield head, body


def serve(listener, pipe, latency, limit, world):
    guard = threading.Lock()
    facts = collections.Counter()
    rate = Limit(*limit) if limit else None

    def begin():
        with guard:
            facts["requests"] += 1
            facts["open"] += 1
            facts["most_open"] = max(facts["most_open"], facts["open"])
            is_refused = rate is not None and rate.refuses(time.monotonic())
            facts["refusals"] += is_refused
            return is_refused

    def answer(head, body):
        line = head.split(b"\r\n", 1)[0].decode()
        method, address, _ = line.split(" ", 2)
        path, _, query = address.partition("?")
        query = dict(part.partition("=")[::2] for part in query.split("&") if part)
        with guard:
            return world.answer(method, path, query, json.loads(body) if body else {})

    def connection_of(connection):
        with connection:
            for head, body in requests_of(connection):
                is_refused = begin()
                time.sleep(latency)
                extra = ""
                if is_refused:
                    status, told = 429, {"status_code": 25, "status_message": "Your request count is over the limit."}
                    extra = f"Retry-After: {rate.retry_after}\r\n"
                else:
                    status, told = answer(head, body)
                with guard:
                    facts["open"] -= 1
                told = json.dumps(told).encode()
                start = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(told)}\r\n{extra}"
                connection.sendall(f"{start}\r\n".encode() + told)
                if re.search(rb"(?i)\r\nconnection: *close", head):
                    return

    def control():
        while True:
            pipe.recv()
            with guard:
                pipe.send(dict(facts))
                open_now = facts["open"]
                facts.clear()
                facts["open"] = open_now

    threading.Thread(target=control, daemon=True).start()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=connection_of, args=(connection,), daemon=True).start()


class Tmdb:
    """The server in a process of its own."""

    def __init__(self, latency=0.0, limit=None, lists=None, watchlist=()):
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.pipe, other = multiprocessing.Pipe()
        world = World(lists or {}, watchlist)
        arguments = (listener, other, latency, limit, world)
        self.process = multiprocessing.Process(target=serve, args=arguments, daemon=True)
        self.process.start()
        listener.close()

    def facts(self):
        """What was counted since this was last asked: `requests`, `refusals`, `most_open`."""
        self.pipe.send("facts")
        return collections.Counter(self.pipe.recv())

    def stop(self):
        self.process.terminate()
        self.process.join()
