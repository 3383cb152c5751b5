"""A throw-away classifier of triggers and types: one logistic regression a token over hashed features of the word and its neighbours.
It exists to draw the learning curve of the corpus, not to be used."""
import re
import sys
import os

import numpy
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "corpus"))
import tables

NONE = "O"
CLASSES = [NONE] + tables.types()
TOKEN = re.compile(r"\w+(?:[-'’.]\w+)*|[^\w\s]")
BITS = 18
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def tokens(text, begin=0, end=None):
    """[(begin, end)] of the words and marks."""
    return [m.span() for m in TOKEN.finditer(text, begin, len(text) if end is None else end)]


def stem(word):
    for ending in ("ations", "ation", "ings", "ing", "ions", "ion", "ments", "ment", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 - (ending == "s"):
            return word[:-len(ending)]
    return word


def shape(word):
    return "X" if word.isupper() and len(word) > 1 else "Xx" if word[:1].isupper() else "9" if word[:1].isdigit() else "x"


def features(words):
    """One list of strings a token."""
    lower = [w.lower() for w in words]
    stems = [stem(w) for w in lower]
    at = lambda part, i: part[i] if 0 <= i < len(part) else "^" if i < 0 else "$"
    got = []
    for i, word in enumerate(lower):
        own = ["w=" + word, "s=" + stems[i], "h=" + shape(words[i]) + str(i == 0)]
        own += ["e%d=%s" % (n, word[-n:]) for n in (2, 3, 4)] + ["b4=" + word[:4]]
        for d in (-3, -2, -1, 1, 2, 3):
            own.append("%+d=%s" % (d, at(stems, i + d)))
        for d in (-2, -1, 1, 2):
            own.append("h%+d=%s" % (d, shape(at(words, i + d))))
            own.append("s,%+d=%s,%s" % (d, stems[i], at(stems, i + d)))
        own += ["n%+d=%s" % (d, at(stems, i + d)[:4]) for d in (-1, 1)]
        own += ["near=" + s for s in stems[max(0, i - 6):i + 7] if len(s) > 3]
        got.append(own)
    return got


class Tagger:
    def __init__(self, c=2.0):
        self.hasher = FeatureHasher(n_features=1 << BITS, input_type="string", alternate_sign=False)
        self.model = LogisticRegression(C=c, max_iter=60, tol=1e-3)
        self.threshold = 0.4

    def matrix(self, sentences):
        return self.hasher.transform(f for s in sentences for f in features(s["words"]))

    def fit(self, sentences):
        """Threshold on a fifth of the sentences' documents, then the model on all."""
        documents = sorted({s["document"] for s in sentences})
        held = set(documents[::5]) if len(documents) > 4 else set()
        if held:
            self.train([s for s in sentences if s["document"] not in held])
            self.threshold = self.best_threshold([s for s in sentences if s["document"] in held])
        self.train(sentences)

    def train(self, sentences):
        labels = [label for s in sentences for label in s["labels"]]
        self.model.fit(self.matrix(sentences), labels)

    def probabilities(self, sentences):
        """[array of tokens x CLASSES] a sentence."""
        if not sentences:
            return []
        whole = numpy.zeros((sum(len(s["words"]) for s in sentences), len(CLASSES)))
        whole[:, [CLASSES.index(c) for c in self.model.classes_]] = self.model.predict_proba(self.matrix(sentences))
        cuts = numpy.cumsum([len(s["words"]) for s in sentences])[:-1]
        return numpy.split(whole, cuts)

    def best_threshold(self, sentences):
        probabilities, best = self.probabilities(sentences), (0.0, 0.4)
        for threshold in THRESHOLDS:
            right = given = gold = 0
            for s, p in zip(sentences, probabilities):
                found, true = labelled(p, threshold), s["labels"]
                right += sum(a == b != NONE for a, b in zip(found, true))
                given += sum(a != NONE for a in found)
                gold += sum(b != NONE for b in true)
            best = max(best, (2 * right / max(1, given + gold), threshold))
        return best[1]

    def triggers(self, sentences):
        """[[(first token, last token, type)]] a sentence: neighbours of one label are one trigger."""
        got = []
        for p in self.probabilities(sentences):
            runs, labels = [], labelled(p, self.threshold)
            for i, label in enumerate(labels):
                if label != NONE and runs and runs[-1][1] == i - 1 and runs[-1][2] == label:
                    runs[-1] = (runs[-1][0], i, label)
                elif label != NONE:
                    runs.append((i, i, label))
            got.append(runs)
        return got


def labelled(probabilities, threshold):
    """A label a token: the best type when all types together reach the threshold."""
    none = CLASSES.index(NONE)
    best = probabilities.copy()
    best[:, none] = -1
    return [CLASSES[k] if 1 - p[none] >= threshold else NONE for p, k in zip(probabilities, best.argmax(axis=1))]
