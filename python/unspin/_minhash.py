"""MinHash and its index for sets of one's own, with the verbs of datasketch. What differs: docs/python.md."""

import hashlib
from types import MappingProxyType

from . import _core


def hash_bytes(data):
    """64 bits of BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class MinHash:
    """The signature of a set of byte strings: `num_perm` smallest hashes. Two are comparable when num_perm, seed and
    hashfunc are the same. hashfunc: bytes → int, of which 64 bits count."""

    def __init__(self, num_perm=128, seed=1, hashfunc=hash_bytes):
        if num_perm < 1:
            raise ValueError(f"num_perm={num_perm}: expected at least 1")
        self.num_perm, self.seed, self.hashfunc = num_perm, seed, hashfunc
        self._minima = _core.Minima(num_perm, seed)

    def update(self, data):
        """Adds one member, bytes. O(num_perm)."""
        self.update_batch([data])

    def update_batch(self, members):
        """Adds many members, byte strings."""
        self._minima.update([self.hashfunc(data) & 0xFFFFFFFFFFFFFFFF for data in members])

    def jaccard(self, other):
        """An estimate of the Jaccard similarity, in [0, 1]; its standard error is at most 0.5 / sqrt(num_perm)."""
        self._check(other)
        return self._minima.num_equal(other._minima) / self.num_perm

    def merge(self, other):
        """Makes this the signature of the union."""
        self._check(other)
        self._minima.merge(other._minima)

    def count(self):
        """An estimate of the number of members."""
        total = sum(value / 2.0**64 for value in self.hashvalues)
        return 0.0 if self.is_empty() else self.num_perm / total - 1

    @property
    def hashvalues(self):
        """`num_perm` whole numbers of 64 bits."""
        return self._minima.values()

    digest = hashvalues.fget

    def is_empty(self):
        return all(value == 0xFFFFFFFFFFFFFFFF for value in self.hashvalues)

    def copy(self):
        return self._with(self.hashvalues)

    __copy__ = copy

    def clear(self):
        self._minima = _core.Minima(self.num_perm, self.seed)

    @classmethod
    def union(cls, *signatures):
        """The signature of the union of at least one."""
        result = signatures[0].copy()
        for signature in signatures[1:]:
            result.merge(signature)
        return result

    @classmethod
    def bulk(cls, sets, **options):
        """A list of signatures, one a set of byte strings."""
        return list(cls.generator(sets, **options))

    @classmethod
    def generator(cls, sets, **options):
        for members in sets:
            signature = cls(**options)
            signature.update_batch(members)
            yield signature

    def __len__(self):
        return self.num_perm

    def __eq__(self, other):
        return (isinstance(other, MinHash) and (self.num_perm, self.seed) == (other.num_perm, other.seed)
                and self.hashvalues == other.hashvalues)

    __hash__ = None

    def __getstate__(self):
        return {"num_perm": self.num_perm, "seed": self.seed, "hashfunc": self.hashfunc, "values": self.hashvalues}

    def __setstate__(self, state):
        self.__init__(state["num_perm"], state["seed"], state["hashfunc"])
        self._minima.set_values(state["values"])

    def _with(self, values):
        result = type(self)(self.num_perm, self.seed, self.hashfunc)
        result._minima.set_values(values)
        return result

    def _check(self, other):
        if (self.num_perm, self.seed) != (other.num_perm, other.seed):
            raise ValueError(f"two signatures that do not compare: num_perm {self.num_perm} and {other.num_perm}, "
                             f"seed {self.seed} and {other.seed}")


def _area(curve, begin, end, steps=100):
    """The integral, by the midpoint rule."""
    width = (end - begin) / steps
    return width * sum(curve(begin + (i + 0.5) * width) for i in range(steps))


def best_bands(threshold, num_perm, weights):
    """(bands, rows) that make the weighted sum of false positives and false negatives smallest."""
    best = (float("inf"), 1, 1)
    for bands in range(1, num_perm + 1):
        for rows in range(1, num_perm // bands + 1):
            def hit(s, bands=bands, rows=rows):
                return 1 - (1 - s**rows)**bands
            wrong = _area(hit, 0, threshold)
            missed = _area(lambda s: 1 - hit(s), threshold, 1)
            best = min(best, (weights[0] * wrong + weights[1] * missed, bands, rows))
    return best[1:]


class MinHashLSH:
    """Finds the signatures that probably are at least as similar as `threshold`. Signatures that share all values of a
    band are found: compare them with MinHash.jaccard() to be surer. weights: of false positives and false negatives;
    params: (bands, rows) instead of a threshold. In memory; for one thread at a time."""

    def __init__(self, threshold=0.9, num_perm=128, weights=(0.5, 0.5), params=None):
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold={threshold}: expected a number in [0, 1]")
        if len(weights) != 2 or min(weights) < 0 or abs(sum(weights) - 1) > 1e-9:
            raise ValueError(f"weights={weights}: expected two numbers that sum up to 1")
        self.threshold, self.h = threshold, num_perm
        self.b, self.r = best_bands(threshold, num_perm, weights) if params is None else params
        if self.b < 1 or self.r < 1 or self.b * self.r > num_perm:
            raise ValueError(f"params={params}: bands times rows are more than num_perm, {num_perm}, or none")
        self._bands = [{} for _ in range(self.b)]
        self._keys = {}

    @property
    def keys(self):
        """What was inserted: a mapping from keys to the values of their bands, not to be changed."""
        return MappingProxyType(self._keys)

    def insert(self, key, minhash, check_duplication=True):
        """Adds a signature under a hashable key. ValueError: the key is there, or num_perm differs. O(num_perm)."""
        if key in self._keys:
            if check_duplication:
                raise ValueError(f"the key {key!r} is in the index already")
            self.remove(key)
        values = self._values_of(minhash)
        self._keys[key] = values
        for band, value in zip(self._bands, values):
            band.setdefault(value, {})[key] = None

    def query(self, minhash):
        """The keys of what shares a band with the signature, in the order in which they were found."""
        found = {}
        for band, value in zip(self._bands, self._values_of(minhash)):
            found.update(band.get(value, {}))
        return list(found)

    def remove(self, key):
        """ValueError: there is no such key."""
        if key not in self._keys:
            raise ValueError(f"the key {key!r} is not in the index")
        for band, value in zip(self._bands, self._keys.pop(key)):
            del band[value][key]
            if not band[value]:
                del band[value]

    def merge(self, other, check_overlap=True):
        """Adds what another index of the same shape holds. ValueError: the shape differs, or keys are in both."""
        if (self.h, self.b, self.r) != (other.h, other.b, other.r):
            raise ValueError("two indexes of different shapes")
        if check_overlap and not self._keys.keys().isdisjoint(other._keys):
            raise ValueError("some keys are in both indexes")
        for key, values in other._keys.items():
            if key in self._keys:
                self.remove(key)
            self._keys[key] = values
            for band, value in zip(self._bands, values):
                band.setdefault(value, {})[key] = None

    def is_empty(self):
        return not self._keys

    def __contains__(self, key):
        return key in self._keys

    def __len__(self):
        return len(self._keys)

    def _values_of(self, minhash):
        if len(minhash) != self.h:
            raise ValueError(f"a signature of {len(minhash)} values in an index for {self.h}")
        values = minhash.hashvalues
        return [tuple(values[i * self.r:(i + 1) * self.r]) for i in range(self.b)]
