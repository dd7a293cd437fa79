"""Killed at any moment, a run that is taken up ends in the same bytes; interrupted, it leaves no half-written file under
a final name. UNSPIN_KILLS=20 kills more often."""

import json
import os
import random
import signal
import time
import unittest

import harness
from harness import compressed, results_of

KILLS = int(os.environ.get("UNSPIN_KILLS", "6"))
SHORT = ["--progress", "off"]
FINAL = ("kept", "duplicates.jsonl", "clusters.jsonl", "rejects.jsonl", "run.json")


def large_collection(seed, documents):
    """JSON lines of short documents cut from one stream of words: many overlap, some are the same."""
    rng = random.Random(seed)
    stream = rng.choices(harness.vocabulary(rng), k=documents * 18)
    lines = []
    for i in range(documents):
        at = rng.randrange(len(stream) - 40)
        lines.append('{"id":"d%d","text":"%s"}\n' % (i, " ".join(stream[at:at + rng.randint(15, 40)])))
        if i % 5000 == 4999:
            lines.append('{"id":"wrong"\n')
    return lines


def wait_for_segment(test, started):
    """Until a run has work on scratch that can be taken up. What follows takes longer than to notice it."""
    segment = test.dir / "out/.unspin-scratch/segment-00000"
    while started.running() and not segment.exists():
        time.sleep(0.0005)


class Large(harness.TestCase):
    """A collection that takes seconds, and what an undisturbed run makes of it."""

    documents = 210_000
    options = []

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = harness.tempfile.TemporaryDirectory(prefix="unspin-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.shared = harness.pathlib.Path(folder.name)
        (cls.shared / "in").mkdir()
        lines = large_collection(41, cls.documents)
        third = len(lines) // 3
        for i, name in enumerate(["a.jsonl", "b.jsonl.gz", "c.jsonl.zst" if harness.have_zstd() else "c.jsonl"]):
            data = "".join(lines[third * i:third * i + third]).encode()
            packed = harness.gzip.compress(data, 1) if name.endswith("gz") else compressed(data, name)
            (cls.shared / "in" / name).write_bytes(packed)
        cls.command = ["dedup", "in", "--max-bad", "0.01", *SHORT, *cls.options]
        calm = harness.Started([*cls.command, "--out", "calm"], cls.shared).finish(200)
        assert calm.code == 0, calm
        cls.seconds = calm.seconds
        cls.wanted = results_of(cls.shared / "calm")

    def setUp(self):
        self.dir = self.shared
        harness.shutil.rmtree(self.dir / "out", ignore_errors=True)
        self.rng = random.Random(42)

    def leave(self, number, seconds, *arguments):
        """Starts a run and ends it with a signal after so many seconds; returns it, finished."""
        started = self.start(*arguments)
        time.sleep(seconds)
        started.signal(number)
        return started.finish(200)

    def leave_after_first_segment(self, number, *arguments):
        started = self.start(*arguments)
        wait_for_segment(self, started)
        started.signal(number)
        return started.finish(200)

    def check_whole(self):
        """What has a final name in out/ is what an undisturbed run has there; run.json comes last."""
        found = {name: digest for name, digest in self.results_so_far().items() if ".partial" not in name}
        for name, digest in found.items():
            self.assertEqual(digest, self.wanted[name], name)
        if "run.json" in found:  # ended while it deleted its scratch
            self.assertEqual(found, self.wanted)

    def results_so_far(self):
        if not (self.dir / "out").exists():
            return {}
        found = results_of(self.dir / "out")
        return {name: digest for name, digest in found.items() if not name.startswith(".unspin-scratch")}

    def kill_and_resume(self, kills):
        landed = 0
        while landed < kills:
            resume = []
            for _ in range(3):  # a run is killed up to three times before it may end
                run = self.leave(signal.SIGKILL, self.rng.uniform(0.02, 0.95) * self.seconds, *self.command, "--out",
                                 "out", *resume)
                if run.code == 0:
                    break
                self.assertEqual(run.code, -signal.SIGKILL, run)
                landed += 1
                self.check_whole()
                resume = ["--resume"]
            else:
                self.run_unspin(*self.command, "--out", "out", "--resume", timeout=200)
            self.assertEqual(results_of(self.dir / "out"), self.wanted)
            harness.shutil.rmtree(self.dir / "out")


class Resume(Large):
    def test_killed_runs_end_in_the_same_bytes(self):
        self.kill_and_resume(KILLS)

    def test_another_option_is_refused_and_a_fresh_start_is_not(self):
        self.leave_after_first_segment(signal.SIGKILL, *self.command, "--out", "out")
        self.assertTrue((self.dir / "out/.unspin-scratch").is_dir())
        for other in (["--threshold", "0.7"], ["--keep", "first"], ["--recall", "0.9"], ["--text-field", "text"]):
            run = self.run_unspin(*self.command, "--out", "out", "--resume", *other, expect=2)
            self.assertRegex(run.err, "other options or inputs; run without --resume")
        self.write("in/d.jsonl", '{"id":"one more","text":"one more"}\n')
        run = self.run_unspin(*self.command, "--out", "out", "--resume", expect=2)
        self.assertRegex(run.err, "other options or inputs; run without --resume")
        (self.dir / "in/d.jsonl").unlink()
        self.run_unspin(*self.command, "--out", "out", timeout=200)
        self.assertEqual(results_of(self.dir / "out"), self.wanted)

    def test_threads_and_memory_may_change_between_runs(self):
        self.leave_after_first_segment(signal.SIGKILL, *self.command, "--out", "out")
        self.run_unspin(*self.command, "--out", "out", "--resume", "--threads", "1", "--memory", "128MiB")
        self.assertEqual(results_of(self.dir / "out"), self.wanted)

    def test_interrupted_by_the_keyboard(self):
        for share in (0.02, 0.2, 0.4, 0.6, 0.8):
            run = self.leave(signal.SIGINT, share * self.seconds, *self.command, "--out", "out", "--resume")
            if run.code == 0:
                continue  # it was done before
            self.assertEqual(run.code, 130, run)
            self.assertRegex(run.err, "interrupted; continue with --resume")
            self.check_whole()
            self.assertEqual([n for n in self.results_so_far() if ".partial" in n], [])
        self.run_unspin(*self.command, "--out", "out", "--resume", timeout=200)
        self.assertEqual(results_of(self.dir / "out"), self.wanted)

    def test_ended_by_a_request(self):
        run = self.leave_after_first_segment(signal.SIGTERM, *self.command, "--out", "out")
        self.assertEqual(run.code, 130, run)

    def test_interrupted_while_writing_what_stays(self):
        started = self.start(*self.command, "--out", "out")
        while started.running() and not (self.dir / "out/kept.partial").exists():
            time.sleep(0.001)
        started.signal(signal.SIGINT)
        run = started.finish()
        self.assertEqual(run.code, 130, run)
        self.assertEqual(list(self.results_so_far()), [], "no file under its final name")

    def test_an_old_result_is_not_taken_for_the_new_one(self):
        self.run_unspin(*self.command, "--out", "out", timeout=200)
        run = self.leave_after_first_segment(signal.SIGINT, *self.command, "--keep", "first", "--out", "out")
        self.assertEqual(run.code, 130, run)
        self.assertFalse((self.dir / "out/run.json").exists(), "run.json of the run before says that all is done")


class ResumeExhaustive(Large):
    documents = 40_000
    options = ["--recall", "1"]

    def test_killed_runs_end_in_the_same_bytes(self):
        self.kill_and_resume(max(3, KILLS // 2))


class ResumeMatch(Large):
    documents = 60_000

    def test_killed_runs_end_in_the_same_bytes(self):
        command = ["match", "in", "--max-bad", "0.01", *SHORT]
        (self.dir / "calm-match").mkdir()
        (self.dir / "match").mkdir()
        calm = self.run_unspin(*command, "--out", "calm-match/m.jsonl")
        for _ in range(max(3, KILLS // 2)):
            self.leave(signal.SIGKILL, self.rng.uniform(0.1, 0.9) * calm.seconds, *command, "--out", "match/m.jsonl")
            self.run_unspin(*command, "--out", "match/m.jsonl", "--resume")
            self.assertEqual(results_of(self.dir / "match"), results_of(self.dir / "calm-match"))


class SmallResume(harness.TestCase):
    def test_resume_where_nothing_was_begun(self):
        self.write("in.jsonl", '{"id":"a","text":"one two three"}\n')
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--resume", *SHORT)
        self.assertEqual(json.loads((self.dir / "out/kept/in.jsonl").read_text())["id"], "a")

    def test_damaged_scratch_is_noticed(self):
        lines = "".join('{"id":"%d","text":"text number %d of a few"}\n' % (i, i) for i in range(180_000))
        self.write("in.jsonl", lines)
        command = ["dedup", "in.jsonl", "--out", "out", *SHORT]
        started = self.start(*command)
        wait_for_segment(self, started)
        started.signal(signal.SIGKILL)
        self.assertEqual(started.finish().code, -signal.SIGKILL)
        segment = self.dir / "out/.unspin-scratch/segment-00000"
        data = bytearray(segment.read_bytes())
        for at, what in ((len(data) // 2, "checksum"), (9, "header|version"), (len(data), "long")):
            bad = bytearray(data)
            if at < len(data):
                bad[at] ^= 0x40
            else:
                bad.append(0)
            segment.write_bytes(bad)
            run = self.run_unspin(*command, "--resume", expect=5)
            self.assertRegex(run.err, what)
            self.assertRegex(run.err, "segment-00000.*run again without --resume")
        self.run_unspin(*command)

    def test_scratch_that_was_half_deleted_is_not_used(self):
        # Killed while it deletes its scratch, a run may leave any of its files there, and not the one that names it.
        rng = random.Random(43)
        vocab = harness.vocabulary(rng)
        lines = []
        for i in range(20_000):
            words = rng.choices(vocab, k=60) if i % 3 == 0 else [*words[:-1], f"z{i}"]
            lines.append('{"id":"d%d","text":"%s"}\n' % (i, " ".join(words)))
            words = harness.edited(rng, words, vocab, 0.01)
        self.write("in.jsonl", "".join(lines))
        self.run_unspin("dedup", "in.jsonl", "--out", "calm", "--threshold", "0.5", *SHORT)
        started = self.start("dedup", "in.jsonl", "--out", "out", "--threshold", "0.95", *SHORT)
        scratch = self.dir / "out/.unspin-scratch"
        while started.running() and not (scratch / "candidates").exists():
            time.sleep(0.0005)
        started.signal(signal.SIGKILL)
        started.finish()
        for path in scratch.iterdir():
            if path.name != "candidates":
                path.unlink()
        self.run_unspin("dedup", "in.jsonl", "--out", "out", "--threshold", "0.5", *SHORT)
        self.assertEqual(results_of(self.dir / "out"), results_of(self.dir / "calm"))

    def test_two_runs_with_one_output(self):
        self.write("in.jsonl", "".join('{"id":"%d","text":"text number %d of many more"}\n' % (i, i) for i in range(200_000)))
        first = self.start("dedup", "in.jsonl", "--out", "out", *SHORT)
        while first.running() and not (self.dir / "out/.unspin-scratch/unspin.run").exists():
            time.sleep(0.0005)
        second = self.run_unspin("dedup", "in.jsonl", "--out", "out", *SHORT, expect=4)
        self.assertRegex(second.err, "another run is writing there")
        self.assertEqual(first.finish().code, 0)

    def test_standard_input_can_be_resumed(self):
        data = "".join('{"id":"%d","text":"text number %d of a few"}\n' % (i, i) for i in range(180_000)).encode()
        self.run_unspin("dedup", "-", "--out", "calm", *SHORT, stdin=data)
        source = self.write("in.jsonl", data)
        with open(source, "rb") as stdin:
            started = self.start("dedup", "-", "--out", "out", *SHORT, stdin=stdin)
            wait_for_segment(self, started)
            started.signal(signal.SIGKILL)
            started.finish()
        self.run_unspin("dedup", "-", "--out", "out", "--resume", *SHORT, stdin=data)
        self.assertEqual(results_of(self.dir / "out").keys(), results_of(self.dir / "calm").keys())

    def test_interrupted_while_it_waits_for_standard_input(self):
        reader, writer = os.pipe()
        with os.fdopen(reader, "rb") as stdin:
            started = self.start("dedup", "-", "--out", "out", *SHORT, stdin=stdin)
            os.write(writer, b'{"id":"a","text":"one two three"}\n')
            time.sleep(0.3)
            started.signal(signal.SIGINT)
            time.sleep(1)
            hangs = started.running()
            os.close(writer)
            started.finish()
        self.assertFalse(hangs, "ctrl-C ends it")


if __name__ == "__main__":
    harness.main()
