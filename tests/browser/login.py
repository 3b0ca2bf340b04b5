#!/usr/bin/env python3
"""Logs in with a real browser: headless Chromium clicks Approve, then Deny, on the sandbox's approval page and lands on
flixir's own page. Also types a credential on a pseudo-terminal. Needs chromium, chromium-driver and python3-pexpect.

    tests/browser/login.py target/debug/flixir [FOLDER FOR SCREENSHOTS]
"""

import base64
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import pexpect

PATIENCE = 60


class Driver:
    """A browser behind chromedriver, spoken to in the WebDriver protocol."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True, env=dict(os.environ, HOME=folder))
        for line in self.process.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                break
        self.base = f"http://127.0.0.1:{found[1]}/session"
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=900,700",
                            f"--user-data-dir={folder}/chromium"]}
        answer = self.call("POST", "", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self.base += "/" + answer["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def click(self, text):
        found = self.call("POST", "/element", {"using": "xpath", "value": f"//button[normalize-space()='{text}']"})
        self.call("POST", f"/element/{next(iter(found.values()))}/click", {})

    def text(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return self.call("GET", f"/element/{next(iter(found.values()))}/text")

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()


def login(flixir, environment, typed=None):
    """Starts a login on a pseudo-terminal; returns it and the approval address."""
    child = pexpect.spawn(flixir, ["auth", "login", "--insecure-storage", "--no-browser", "--wait", str(PATIENCE)],
                          env=environment, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 400))
    if typed is not None:
        child.expect("API key \\(not shown\\)")
        child.sendline(typed)
    child.expect(r"approve flixir at:\s+(http://\S+)")
    return child, child.match[1]


def finish(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


def expect(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")
    print(f"ok: {what}")


def main():
    flixir = str(pathlib.Path(sys.argv[1]).resolve())
    shots = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    shots.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp()
    base_environment = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm"}
    server = subprocess.Popen([flixir, "sandbox", "--port", "0", "--account", "ada", "--account", "bob"],
                              stdout=subprocess.PIPE, text=True, env=base_environment)
    lines = "".join(server.stdout.readline() for _ in range(4))
    read = lambda name: re.search(rf"{name}=(\S+)", lines)[1]
    environment = dict(base_environment, TMDB_BASE_URL=read("TMDB_BASE_URL"), TMDB_WEB_URL=read("TMDB_WEB_URL"))
    driver = Driver(folder)
    try:
        for name, secret in [("key", read("TMDB_API_KEY")), ("token", read("TMDB_ACCESS_TOKEN"))]:
            profile = dict(environment, FLIXIR_PROFILE=name)

            child, page = login(flixir, profile, typed=secret)
            driver.open(page)
            driver.screenshot(shots / f"{name}-page.png")
            driver.click("Deny")
            expect(driver.text("h1") == "Denied", f"{name}: a denial lands on flixir's page")
            driver.screenshot(shots / f"{name}-denied.png")
            code, said = finish(child)
            expect(code == 4 and "denied" in said, f"{name}: the terminal says so, exit 4")

            child, page = login(flixir, profile, typed=secret)
            driver.open(page)
            driver.click("Approve")
            expect(driver.text("h1") == "Done", f"{name}: an approval lands on flixir's page")
            driver.screenshot(shots / f"{name}-done.png")
            code, said = finish(child)
            expect(code == 0 and "ada" in said, f"{name}: the terminal goes on, exit 0")
            expect(secret not in said, f"{name}: what was typed is not echoed")
            status = subprocess.run([flixir, "auth", "status", "--check", "--json"], env=profile,
                                    capture_output=True, text=True)
            data = json.loads(status.stdout)["data"]
            expect(data["valid"] and data["credential_source"] == "file", f"{name}: the login is valid and kept")

        child, _ = login(flixir, dict(environment, FLIXIR_PROFILE="interrupted"), typed=secret)
        child.sendintr()
        code, said = finish(child)
        expect(code == 130 and "interrupted" in said, "Ctrl-C ends the wait, exit 130")
        left = list(pathlib.Path(folder).rglob("interrupted.login"))
        expect(not left, "and stores nothing")
    finally:
        driver.close()
        server.send_signal(signal.SIGTERM)
        server.wait()
    print(f"screenshots: {shots}")


main()
