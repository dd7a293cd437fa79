"""MinHash and MinHashLSH, by the scenarios that users of datasketch know."""

import hashlib
import pickle
import random

import pytest

from unspin import MinHash, MinHashLSH

A = "minhash is a probabilistic data structure for estimating the similarity between datasets".split()
B = "minhash is a probability data structure for estimating the similarity between documents".split()


def signature(words, **options):
    m = MinHash(**options)
    for word in words:
        m.update(word.encode("utf8"))
    return m


def jaccard(a, b):
    return len(set(a) & set(b)) / len(set(a) | set(b))


def test_estimates_are_near_the_truth():
    randomness = random.Random(1)
    errors = []
    for _ in range(40):
        pool = [str(randomness.random()) for _ in range(300)]
        a, b = pool[:randomness.randint(150, 300)], pool[randomness.randint(0, 140):]
        errors.append(signature(a, num_perm=256).jaccard(signature(b, num_perm=256)) - jaccard(a, b))
    assert abs(sum(errors) / len(errors)) < 0.02
    assert (sum(error**2 for error in errors) / len(errors))**0.5 < 0.5 / 256**0.5 * 1.3


def test_order_repetition_and_batches_do_not_matter():
    batch = MinHash()
    batch.update_batch([word.encode() for word in reversed(A + A)])
    assert batch == signature(A)
    assert MinHash.bulk([[word.encode() for word in A]])[0] == batch


def test_unions():
    both = signature(A)
    both.merge(signature(B))
    assert both == signature(A + B) == MinHash.union(signature(A), signature(B))
    assert both.count() == pytest.approx(len(set(A + B)), rel=0.35)


def test_copies_are_independent():
    a = signature(A)
    copy = a.copy()
    copy.update(b"more")
    assert a == signature(A) != copy
    copy.clear()
    assert copy.is_empty() and copy.count() == 0


def test_what_does_not_compare_is_refused():
    for other in (MinHash(num_perm=64), MinHash(seed=2)):
        with pytest.raises(ValueError, match="num_perm"):
            signature(A).jaccard(other)
        with pytest.raises(ValueError, match="seed"):
            signature(A).merge(other)


def test_values_never_change():
    frozen = [1969958074293884196, 62898805528487135, 6084768664061027472]
    assert signature(["a", "b"], num_perm=3).hashvalues == frozen
    assert signature(A, seed=7).hashvalues == slow_values(A, 128, 7)


def slow_values(words, num_perm, seed):
    """The same, as it reads."""
    bits = 2**64 - 1

    def mix(x):
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & bits
        x = (x ^ x >> 27) * 0x94D049BB133111EB & bits
        return x ^ x >> 31

    hashes = [int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") for word in words]
    seeds = [mix(seed + 0x9E3779B97F4A7C15 * (i + 1) & bits) for i in range(num_perm)]
    return [min(mix(h ^ function) for h in hashes) for function in seeds]


def test_own_hash_functions():
    m = signature(A, hashfunc=hash_of_length)
    assert m.jaccard(signature(["x" * len(word) for word in A], hashfunc=hash_of_length)) == 1


def hash_of_length(data):
    return len(data)


def index_of(*texts, **options):
    lsh = MinHashLSH(**options)
    for number, words in enumerate(texts):
        lsh.insert(f"m{number + 2}", signature(words))
    return lsh


def test_the_similar_are_found():
    c = "minhash is probability data structure for estimating the similarity between documents".split()
    lsh = index_of(B, c, ["other"] + [str(i) for i in range(20)], threshold=0.5)
    assert set(lsh.query(signature(A))) == {"m2", "m3"}
    assert "m2" in lsh and "m5" not in lsh and list(lsh.keys) == ["m2", "m3", "m4"]
    lsh.remove("m2")
    assert lsh.query(signature(A)) == ["m3"] and len(lsh) == 2
    with pytest.raises(ValueError, match="m2"):
        lsh.remove("m2")


def test_a_key_twice():
    lsh = index_of(A)
    with pytest.raises(ValueError, match="already"):
        lsh.insert("m2", signature(B))
    lsh.insert("m2", signature(B), check_duplication=False)
    assert len(lsh) == 1 and lsh.query(signature(B)) == ["m2"]


def test_bands_fit_the_threshold():
    for threshold in (0.3, 0.5, 0.8, 0.9):
        lsh = MinHashLSH(threshold=threshold)
        assert lsh.b * lsh.r <= 128
        assert (1 / lsh.b)**(1 / lsh.r) == pytest.approx(threshold, abs=0.12)
    assert (MinHashLSH(params=(4, 8), num_perm=32).b, MinHashLSH(params=(4, 8), num_perm=32).r) == (4, 8)
    with pytest.raises(ValueError, match="more than num_perm"):
        MinHashLSH(params=(5, 8), num_perm=32)
    with pytest.raises(ValueError, match="128"):
        MinHashLSH(num_perm=128).insert("a", MinHash(num_perm=64))


def test_pickles():
    m = pickle.loads(pickle.dumps(signature(A)))
    assert m == signature(A)
    m.update(b"more")
    assert m == signature(A + ["more"])
    lsh = pickle.loads(pickle.dumps(index_of(A, B)))
    assert lsh.query(signature(A))[0] == "m2" and len(lsh) == 2
    lsh.insert("new", m)
    assert "new" in lsh.query(m)


def test_indexes_merge():
    lsh, other = index_of(A), MinHashLSH()
    other.insert("b", signature(B))
    lsh.merge(other)
    assert lsh.query(signature(B)) == ["b"] and list(lsh.keys) == ["m2", "b"]
    with pytest.raises(ValueError, match="both"):
        lsh.merge(other)
