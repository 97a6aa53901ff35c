"""Clients with and without keep-alive, while a supervisor edits HAProxy and is killed."""
import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

program, reloads, changes, kills = sys.argv[1], *map(int, sys.argv[2:5])
folder = tempfile.mkdtemp(prefix="bl-")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
over = threading.Event()
single, kept, failures = [0, 0], [0, 0], []


def connection_each():
    while not over.is_set():
        try:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            client.request("GET", "/", headers={"Connection": "close"})
            good = client.getresponse().status == 200
            client.close()
        except (OSError, http.client.HTTPException) as error:
            good = False
            failures.append(repr(error))
        single[0 if good else 1] += 1


def keep_alive():
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    while not over.is_set():
        for attempt in (1, 2):
            reused = client.sock is not None
            try:
                client.request("GET", "/")
                answer = client.getresponse()
                answer.read()
                kept[0 if answer.status == 200 else 1] += 1
                break
            except (OSError, http.client.HTTPException) as error:
                client.close()
                # RFC 9110, 9.3.1: a reused connection that closes before a reply: once more.
                if attempt == 2 or not reused:
                    kept[1] += 1
                    failures.append(repr(error))
                    break


done = {"start": 0, "adopted": 0, "reload": 0, "change": 0, "failed": 0, "ended": 0}
killed = 0
threads = []
begin = time.monotonic()
try:
    while done["reload"] < reloads or done["change"] < changes or killed < kills:
        supervisor = subprocess.Popen(
            [program, folder, str(port)], stdout=subprocess.PIPE, text=True)
        lines = 0
        # Each of them is killed at a random moment, once its share of the work is done.
        share = max(4, (reloads + changes) // max(kills, 1)) if killed < kills else 10**9
        for line in supervisor.stdout:
            word = line.split()[0]
            done[word] += 1
            if word in ("failed", "ended"):
                print(line, end="")
            if word == "start" and not threads:
                threads = [threading.Thread(target=connection_each) for _ in range(2)]
                threads.append(threading.Thread(target=keep_alive))
                for thread in threads:
                    thread.start()
            lines += word in ("reload", "change")
            finished = done["reload"] >= reloads and done["change"] >= changes
            if lines >= share or finished:
                break
        time.sleep(random.random() * 0.05)
        supervisor.send_signal(signal.SIGKILL)
        supervisor.wait()
        killed += 1
    time.sleep(0.5)
finally:
    over.set()
    for thread in threads:
        thread.join()
    try:
        with open(os.path.join(folder, "haproxy.pid"), encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGTERM)
    except OSError:
        pass
    shutil.rmtree(folder, ignore_errors=True)
print(f"{done['reload']} reloads, {done['change']} changes, {killed} kills, "
      f"{done['adopted']} adoptions, {done['start']} starts, {time.monotonic() - begin:.0f} s")
print(f"a connection each: {single[0]} requests, {single[1]} failed")
print(f"keep-alive: {kept[0]} requests, {kept[1]} failed")
for failure in failures[:5]:
    print(failure)
sys.exit(1 if single[1] or kept[1] else 0)
