#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scale.py GENERATE PLANMARK: whether time grows as the input does, what a stream takes of memory, and what a second
core gives, as Markdown. ACTIONS sets the sizes (the largest takes more than a minute), LENGTHS the lengths of one
action, JOBS_ROWS and JOBS_REPEATS the last table. Python 3 without further packages."""
import json
import math
import os
import subprocess
import sys
import tempfile
import time

ACTIONS = [int(n) for n in os.environ.get("ACTIONS", "10000 100000 1000000 10000000").split()]
LENGTHS = [int(n) for n in os.environ.get("LENGTHS", "1000 10000 100000 1000000").split()]
JOBS_ROWS, JOBS_REPEATS = int(os.environ.get("JOBS_ROWS", "300000")), int(os.environ.get("JOBS_REPEATS", "5"))
LEAST_SLOPE, MOST_SLOPE, MOST_MIB, LEAST_GAIN = 0.95, 1.05, 16, 1.8
LONG_BYTES = 4000000  # of actions in the file of each length, so that starting up counts the same for all


def marked(planmark, rows, *options, out=os.devnull, stdin=None):
    """What marking JSONL to CSV takes: seconds of CPU and by the clock, and MiB at most; None if it fails."""
    start = time.monotonic()
    with open(out, "wb") as sink:
        process = subprocess.Popen([planmark, "score", "--quiet", "--format", "csv", *options, rows], stdin=stdin,
                                   stdout=sink, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        return None
    return {"wall": time.monotonic() - start, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024}


def generated(generate, rows, out):
    return subprocess.Popen([generate, "--rows", str(rows), "--seed", "1", "--format", "jsonl"], stdout=out)


def slope(points):
    """Of the straight line through the logarithms, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def judged(figure, met, wanted):
    return f"{figure}; wanted: {wanted}; {'met' if met else '**not met**'}"


def tell_slope(points):
    if len(points) > 1:
        line = slope(points)
        print("\nSlope of the logarithms: " + judged(f"{line:.3f}", LEAST_SLOPE <= line <= MOST_SLOPE,
                                                     f"{LEAST_SLOPE} to {MOST_SLOPE}") + ".")


def by_actions(generate, planmark):
    """Through pipes, so that no size needs room on the disk."""
    print("| actions | CPU, s | µs an action | peak, MiB |\n| ---: | ---: | ---: | ---: |")
    points, peak = [], 0
    for count in ACTIONS:
        source = generated(generate, count, subprocess.PIPE)
        result = marked(planmark, "-", stdin=source.stdout)
        source.stdout.close()
        if source.wait() != 0 or result is None:
            sys.exit("scale.py: planmark or generate failed")
        print(f"| {count:,} | {result['cpu']:.2f} | {1e6 * result['cpu'] / count:.2f} | {result['peak']:.1f} |", flush=True)
        points.append((count, result["cpu"]))
        peak = max(peak, result["peak"])
    tell_slope(points)
    print("\nMost memory: " + judged(f"{peak:.1f} MiB", peak <= MOST_MIB, f"{MOST_MIB} MiB") + ".")


def long_rows(texts, length, path):
    """Rows whose actions are made-up ones in a row, of so many bytes."""
    whole = " ".join(texts)
    whole *= 1 + LONG_BYTES // len(whole)
    count = LONG_BYTES // length
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            action = whole[i * length:(i + 1) * length].strip()
            out.write(json.dumps({"plan_id": str(i), "action_no": "1", "action": action}) + "\n")
    return count


def by_length(generate, planmark, folder):
    print("| bytes of one action | CPU, ms an action | ns a byte |\n| ---: | ---: | ---: |")
    texts, points = [], []
    source = generated(generate, 20000, subprocess.PIPE)
    for line in source.stdout:
        texts.append(json.loads(line)["action"].encode("ascii", "ignore").decode() + ".")
    source.wait()
    for length in LENGTHS:
        path = os.path.join(folder, "long.jsonl")
        count = long_rows(texts, length, path)
        result = marked(planmark, path)
        if result is None:
            sys.exit(f"scale.py: planmark cannot mark actions of {length} bytes")
        each = result["cpu"] / count
        print(f"| {length:,} | {1e3 * each:.3f} | {1e9 * each / length:.1f} |", flush=True)
        points.append((length, each))
    tell_slope(points)


def median(values):
    return sorted(values)[len(values) // 2]


def by_jobs(generate, planmark, folder):
    """In turns, so that what else the machine does falls on both."""
    path = os.path.join(folder, "rows.jsonl")
    with open(path, "wb") as out:
        generated(generate, JOBS_ROWS, out).wait()
    walls, outs = {"1": [], "2": []}, {jobs: os.path.join(folder, jobs) for jobs in ("1", "2")}
    for _ in range(JOBS_REPEATS):
        for jobs, times in walls.items():
            result = marked(planmark, path, "--jobs", jobs, out=outs[jobs])
            if result is None:
                print("Left out: this planmark has no option --jobs.")
                return
            times.append(result["wall"])
    one, two = median(walls["1"]), median(walls["2"])
    with open(outs["1"], "rb") as a, open(outs["2"], "rb") as b:
        same = a.read() == b.read()
    print("| jobs | wall, s | actions/s |\n| ---: | ---: | ---: |")
    for jobs, wall in (("1", one), ("2", two)):
        print(f"| {jobs} | {wall:.2f} | {JOBS_ROWS / wall:.0f} |")
    print("\nGain: " + judged(f"{one / two:.2f}", one / two >= LEAST_GAIN, f"{LEAST_GAIN}") +
          f". The outputs are {'the same' if same else '**not the same**'}. Load {os.getloadavg()[0]:.1f} on "
          f"{os.cpu_count()} cores.")


def main(generate, planmark):
    with tempfile.TemporaryDirectory() as folder:
        print("### More actions, JSONL to CSV through pipes\n")
        by_actions(generate, planmark)
        print("\n### Longer actions\n")
        by_length(generate, planmark, folder)
        print("\n### Two cores\n")
        by_jobs(generate, planmark, folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: scale.py GENERATE PLANMARK")
    main(*sys.argv[1:])
