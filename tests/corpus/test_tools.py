#!/usr/bin/env python3
"""The corpus tools from outside, on tiny invented articles: compile, check, stats, agree, standoff.
usage: test_tools.py [-v] [TEST ...]"""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.path.join(ROOT, "tools", "corpus")
sys.path.insert(0, TOOLS)
import agree
import markup
import sentences

ARTICLE = """id: 901-quay
outlet: The Harbour Post
register: broadsheet
region: Northern Europe
published: 2014-05-20
group: -
writer: t
contexts: diplomatic, territory

# [E2 Oslo] <T1 blames> [E1 Iceland] over the quay

[E2 Norway] {D1 on Monday} <T2 accused> [E1 [E3 Icelandic] police] of closing a quay at {P1 Vik}. {Q1 "[E3 They] <T3 turned away> our boats and <T4 seized> two,"} {C1 said} [E4 Per Lund], the minister, in a talk with [E5 the Fjord Radio] [a local station].

[E6 The two] were to <T5 meet> in June. A <T6 dispute ended> the "cod war" of {D2 1976}.

! [E2 Norwegian] boats wait.
===
E1 | Icelandic police | ISL | COP
E2 | Norway | NOR | GOV
E3 | Iceland | ISL | GOV
E4 | Per Lund | NOR | GOV
E5 | Fjord Radio | NOR | JRN
E6 | Norway and Iceland | NOR | GOV
T1 | ACCUSE | disapprove | actual | E2 | E3 | - | - | -
T2 | ACCUSE | allege | actual | E2 | E1 | D1 | P1 | -
T3 | COERCE | restrict | actual | E1,E3 | E2 | D1 | P1 | *E5 - > E4 C1
T4 | COERCE | seize | actual | E3 | E2 | - | - | E4 C1 | size=2
T5 | AGREE | - | actual | E2,E3 | - | - | - | -
T6 | RETREAT | ceasefire | historical | E2 | E3 | D2 | - | -
T6b | RETREAT | ceasefire | historical | E3 | E2 | D2 | - | -
Q1 | E4 | C1 | E5 | direct
D1 | 2014-05-19
D2 | 1976
P1 | Vik | ISL
# note: T6 is one act of both
"""


class Corpus(unittest.TestCase):
    """A corpus folder of its own for each test."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.corpus = os.path.join(self.folder.name, "corpus")
        self.data = os.path.join(self.folder.name, "shared", "data")
        os.makedirs(os.path.join(self.corpus, "written"))

    def tearDown(self):
        self.folder.cleanup()

    def put(self, text, name="901-quay", where="written"):
        path = os.path.join(self.corpus, where, name + ".txt")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace("id: 901-quay", "id: " + name))
        return path

    def run_tool(self, tool, *args):
        env = dict(os.environ, PLB_DATA=self.data)
        done = subprocess.run([sys.executable, os.path.join(TOOLS, tool + ".py"), *args], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode()

    def compile(self, text, expect=0):
        self.put(text)
        code, out = self.run_tool("compile", "--corpus", self.corpus)
        self.assertEqual(code, expect, out)
        return out

    def made(self, folder, end=".json", name="901-quay"):
        with open(os.path.join(self.corpus, folder, name + end), encoding="utf-8") as f:
            return json.load(f) if end == ".json" else f.read()


class Compile(Corpus):
    def test_offsets(self):
        self.compile(ARTICLE)
        made = self.made("compiled")
        text = made["text"]
        words = lambda span: text[slice(*span)] if span else None
        self.assertEqual(text.split("\n\n")[0], "Oslo blames Iceland over the quay")
        self.assertNotIn("<", text)
        self.assertIn("[a local station]", text)
        self.assertEqual([words(m) for m in made["entities"][0]["mentions"]], ["Iceland", "Icelandic police"])
        reports = {r["id"]: r for r in made["reports"]}
        self.assertEqual([words(reports[t]["trigger"]) for t in ("T1", "T2", "T3", "T6", "T6b")],
                         ["blames", "accused", "turned away", "dispute ended", "dispute ended"])
        self.assertEqual(words(reports["T2"]["recipients"][0]["span"]), "Icelandic police")
        self.assertEqual(words(reports["T3"]["actors"][1]["span"]), "They")
        self.assertIsNone(reports["T1"]["recipients"][0]["span"])  # Iceland is marked as police there
        self.assertEqual(words(reports["T3"]["claim"][1]["cue"]), "said")
        self.assertEqual([c["kind"] for c in reports["T3"]["claim"]], ["medium", "speaker"])
        self.assertEqual((reports["T2"]["date"]["value"], words(reports["T2"]["date"]["span"])), ("2014-05-19", "on Monday"))
        self.assertEqual(words(reports["T3"]["place"]["span"]), "Vik")  # from the sentence before
        self.assertEqual(reports["T4"]["size"], {"size": 2})
        self.assertEqual([words(s) for s in made["sentences"]][1], "Norway on Monday accused Icelandic police of closing a quay at Vik.")
        self.assertEqual(words(made["captions"][0]), "Norwegian boats wait.")
        self.assertEqual(words(made["quotes"][0]["spans"][0]), "\"They turned away our boats and seized two,\"")

    def test_scorers_form(self):
        self.compile(ARTICLE)
        plain, gold = self.made("plain", ".txt"), self.made("gold")
        self.assertTrue(plain.startswith("Oslo blames Iceland over the quay\n\nPublished: 2014-05-20\n\nNorway on Monday"))
        for e in gold["events"]:
            self.assertEqual(plain[e["char"]:e["char"] + len(e["trigger"])], e["trigger"])
        self.assertEqual(plain[gold["body_start"]:gold["body_end"]] + "\n", plain.split("\n\n", 2)[2])
        self.assertEqual(gold["events"][2]["attribution"], ["Fjord Radio", "Per Lund"])
        self.assertEqual(gold["events"][1]["actor"], [{"text": "Norway", "name": "Norway", "code": "NOR", "sector": "GOV"}])

    def test_output_of_gone_articles_is_removed(self):
        self.compile(ARTICLE)
        os.remove(os.path.join(self.corpus, "written", "901-quay.txt"))
        self.put(ARTICLE, "902-pier")
        self.run_tool("compile", "--corpus", self.corpus)
        self.assertEqual(os.listdir(os.path.join(self.corpus, "gold")), ["902-pier.json"])

    def test_bare_is_the_same_text(self):
        path = self.put(ARTICLE)
        out = os.path.join(self.folder.name, "bare")
        self.assertEqual(self.run_tool("compile", "--bare", out, path)[0], 0)
        with open(os.path.join(out, "901-quay.txt"), encoding="utf-8") as f:
            text = f.read()
        self.compile(ARTICLE)
        first = self.made("compiled")["text"]
        self.compile(text)
        self.assertEqual(self.made("compiled")["text"], first)

    WRONG = [  # what is changed, into what, the line of the article that is named (the changed one if None), what it says
        ("<T2 accused>", "accused", "T2 |", "line without trigger: T2"),
        ("T2 | ACCUSE | allege | actual | E2 | E1 | D1 | P1 | -\n", "", "[E2 Norway] {D1", "trigger T2 without a line"),
        ("[E4 Per", "[E9 Per", None, "unknown id E9"),
        ("| E2 | E1 | D1", "| E2 | E8 | D1", None, "unknown entity E8"),
        ("[E1 [E3 Icelandic] police]", "[E1 <T7 Icelandic] police>", None, "marks cross"),
        ("[E4 Per Lund]", "[E4 Per Lund", None, "never closed"),
        ("{C1 said}", "[C1 said]", None, "mark of C1 is malformed"),
        ("{C1 said}", "said", "T3 |", "claim cue C1 is marked nowhere"),
        ("E4 C1 | size=2", "E4 | size=2", None, "claim cue missing after E4"),
        ("size=2", "dead=2", None, "size 'dead=2'"),
        ("| ACCUSE | disapprove", "| BLAME | disapprove", None, "unknown type 'BLAME'"),
        ("| ACCUSE | disapprove", "| ACCUSE | seize", None, "ACCUSE has no mode 'seize'"),
        ("| allege | actual", "| allege | done", None, "unknown status 'done'"),
        ("E1 | Icelandic police | ISL | COP", "E1 | Icelandic police | ICE | COP", None, "ICE is no code"),
        ("E5 | Fjord Radio | NOR | JRN", "E5 | Fjord Radio | IGO:NOPE | JRN", None, "IGO:NOPE stands in no row"),
        ("| ISL | COP", "| ISL | POL", None, "unknown sector 'POL'"),
        ("D1 | 2014-05-19", "D1 | 2014-02-30", None, "date '2014-02-30' is not valid"),
        ("D1 | 2014-05-19", "D1 | 2014-05-19/2014-05-01", None, "is not valid"),
        ("P1 | Vik | ISL", "P1 | Vik | Iceland", None, "'Iceland' is no state's code"),
        ("E1 | Icelandic police | ISL | COP", "E1 | Icelandic police | ISL", None, "E1 has 2 fields"),
        ("| actual | E2,E3 | - | - | - | -", "| actual | E2,E3 | - | -", None, "T5 has 6 fields"),
        ("<T3 turned away>", "<T3 turned away> and <T3 again>", None, "trigger T3 is marked 2 times"),
        ("published: 2014-05-20", "published: 2014-13-20", None, "published: date '2014-13-20' is not valid"),
        ("register: broadsheet", "register: gazette", None, "unknown register 'gazette'"),
        ("contexts: diplomatic, territory", "contexts: fishing", None, "unknown context 'fishing'"),
        ("writer: t\n", "", "id:", "header field missing: writer"),
        ("id: 901-quay", "id: 900-quay", None, "the file is called 901-quay"),
        ("===\n", "", "# note", "no line '==='"),
        ("# [E2 Oslo]", "[E2 Oslo]", None, "the headline"),
        ("[E4 Per Lund]", "[E4  Per Lund]", None, "begins or ends with a space"),
        ("boats wait.", "boats  wait.", None, "two spaces"),
        ("Q1 | E4 | C1 | E5 | direct", "Q1 | E4 | C1 | E5 | literal", None, "'literal' is not direct"),
        ("Q1 | E4 | C1 | E5 | direct\n", "", "[E2 Norway] {D1", "unknown id Q1"),
        ("T1 | ACCUSE", "X1 | ACCUSE", None, "'X1' begins no line"),
        ("E2,E3 | - |", "E2 E3 | - |", None, "is no entity"),
    ]

    def test_errors_name_file_line_and_fault(self):
        for old, new, where, says in self.WRONG:
            with self.subTest(says):
                self.assertIn(old, ARTICLE)
                text = ARTICLE.replace(old, new, 1)
                line = ("\n" + text)[:("\n" + text).index("\n" + where)].count("\n") + 1 if where else ARTICLE[:ARTICLE.index(old)].count("\n") + 1
                out = self.compile(text, expect=1)
                told = [l for l in out.splitlines() if says in l and "warning" not in l]
                self.assertTrue(told, out)
                self.assertIn(line, [int(l.split(":")[1]) for l in told], out)
                self.assertFalse(os.path.exists(os.path.join(self.corpus, "gold", "901-quay.json")))


class Check(Corpus):
    def check(self, text, says=None, warning=None):
        """Checks one article: the error it must give, or none."""
        path = self.put(text)
        code, out = self.run_tool("check", "--corpus", self.corpus, path)
        errors = [l for l in out.splitlines()[:-1] if "warning:" not in l]
        self.assertEqual(code, 1 if says else 0, out)
        if says:
            self.assertTrue(any(says in e for e in errors), out)
        if warning:
            self.assertTrue(any(warning in l for l in out.splitlines() if "warning:" in l), out)

    def test_good_article(self):
        self.check(ARTICLE)

    def test_parties(self):
        self.check(ARTICLE.replace("actual | E2,E3 | - | -", "actual | - | - | -"), "T5 has no known party")
        self.check(ARTICLE.replace("actual | E2,E3 | - | -", "actual | ? | - | -"), "T5 has no known party")
        self.check(ARTICLE.replace("actual | E2,E3 | - | -", "actual | ? | E2 | -"))
        self.check(ARTICLE.replace("E2 | E1 | D1", "E2 | E2 | D1"), "E2 is actor and recipient")

    def test_folding(self):
        text = ARTICLE.replace("T5 | AGREE | - | actual", "T5 | CONSULT | - | future")
        self.check(text, "future CONSULT by an actor is AGREE")
        self.check(text + "# note: T5 is what others expect\n")
        self.check(ARTICLE.replace("T5 | AGREE | - | actual", "T5 | RETREAT | - | future"))

    def test_mobilize_inside_assault(self):
        text = ARTICLE.replace("T3 | COERCE | restrict", "T3 | MOBILIZE | troops").replace("T4 | COERCE | seize", "T4 | ASSAULT | -")
        self.check(text, "T3: MOBILIZE beside the ASSAULT T4")
        self.check(text + "# note: T3 is another act\n")

    def test_time(self):
        self.check(ARTICLE.replace("D2 | 1976", "D2 | 2013-12").replace("# note: T6", "# note:"), "T6: historical, but 2013-12")
        self.check(ARTICLE.replace("D1 | 2014-05-19", "D1 | 1999"), warning="T2: actual, but 1999")
        self.check(ARTICLE.replace("historical | E2 | E3 | D2", "historical | E2 | E3 | -").replace("# note: T6", "# note:"),
                   warning="T6: historical without a date")

    RUN = "the quick grey harbour seals of the northern coast sleep on warm stones"

    def test_runs_of_given_texts(self):
        os.makedirs(self.data + "/x")
        with open(self.data + "/x/a.jsonl", "w", encoding="utf-8") as f:
            f.write(json.dumps({"text": "It is said that The Quick grey harbour seals of the northern coast, sleep on warm stones."}) + "\n")
        self.put(ARTICLE.replace("boats wait.", "boats wait: " + self.RUN + "."))
        code, out = self.run_tool("check", "--corpus", self.corpus)
        self.assertEqual(code, 1, out)
        self.assertIn("901-quay.txt:1: twelve words in a row as in a.jsonl", out)
        self.put(ARTICLE.replace("boats wait.", "boats wait: " + self.RUN.replace("grey", "brown") + "."))
        code, out = self.run_tool("check", "--corpus", self.corpus)
        self.assertEqual(code, 0, out)

    def test_given_texts_absent(self):
        self.put(ARTICLE)
        code, out = self.run_tool("check", "--corpus", self.corpus)
        self.assertEqual(code, 0, out)
        self.assertIn("SKIPPED  overlap", out)

    def test_own_doubles(self):
        for group, found in (("-", True), ("g01", False)):
            self.put(ARTICLE.replace("group: -", "group: " + group))
            self.put(ARTICLE.replace("group: -", "group: " + group), "902-pier")
            code, out = self.run_tool("check", "--corpus", self.corpus)
            self.assertEqual(code, 0, out)
            self.assertEqual("shares twelve words with 901-quay.txt" in out, found, out)

    def test_errors_of_compile(self):
        self.check(ARTICLE.replace("<T2 accused>", "accused"), "line without trigger")


class Stats(Corpus):
    def test_counts(self):
        self.put(ARTICLE)
        code, out = self.run_tool("stats", "--corpus", self.corpus)
        self.assertEqual(code, 0, out)
        self.assertIn("articles 1 ", out)
        self.assertIn("reports 7 ", out)
        self.assertRegex(out, r"\| COERCE +\| +2 \|")
        self.assertIn("- articles: 1 of 120", out)
        self.assertIn("- AID: 0 of 25", out)
        self.assertRegex(out, r"pronoun party +\|.* 2 \|")
        self.assertRegex(out, r"claim depth 2\+ +\|.* 1 \|")


class Agree(Corpus):
    def agree(self, second):
        self.put(ARTICLE)
        self.put(second, where="second")
        out = os.path.join(self.folder.name, "d.txt")
        code, said = self.run_tool("agree", os.path.join(self.corpus, "written"), os.path.join(self.corpus, "second"), "--out", out)
        lines = ""
        if os.path.exists(out):
            with open(out, encoding="utf-8") as f:
                lines = f.read()
        return code, said, lines

    def test_same(self):
        code, said, lines = self.agree(ARTICLE)
        self.assertEqual(code, 0, said)
        self.assertRegex(said, r"type +F1 1.000 \(first 7, second 7\)")
        self.assertRegex(said, r"coreference B3 +F1 1.000")
        self.assertEqual(lines.strip(), "")

    def test_differences(self):
        second = ARTICLE.replace("T4 | COERCE | seize", "T4 | COERCE | ban").replace("T1 | ACCUSE | disapprove", "T1 | REJECT | -")
        second = second.replace("D1 | 2014-05-19", "D1 | 2014-05-18").replace("| E4 C1 | size=2", "| - | size=3").replace("[E6 The two]", "The two")
        second = second.replace("E6 | Norway and Iceland | NOR | GOV\n", "").replace("contexts: diplomatic, territory", "contexts: diplomatic")
        second = second.replace("direct\n", "mixed\n")
        code, said, lines = self.agree(second)
        self.assertEqual(code, 0, said)
        for pattern in (r"type +F1 0.857", r"mode +0.800 \(n 5\)", r"date +0.500 \(n 4\)", r"chain +0.500 \(n 2\)", r"size +0.000 \(n 1\)",
                        r"contexts +F1 0.667", r"quotation kind +0.000", r"quotations +F1 1.000", r"mentions +F1 0.9"):
            self.assertRegex(said, pattern)
        self.assertIn("901-quay: type: first ACCUSE 'blames', second REJECT 'blames'", lines)
        self.assertIn("901-quay: mode: first COERCE 'seized' seize, second ban", lines)

    def test_no_second_pass(self):
        self.put(ARTICLE)
        code, said = self.run_tool("agree", os.path.join(self.corpus, "written"), os.path.join(self.corpus, "second"))
        self.assertEqual((code, "no article stands in both folders" in said), (1, True), said)

    def test_other_text(self):
        code, said, _ = self.agree(ARTICLE.replace("boats wait.", "boats waited."))
        self.assertNotEqual(code, 0)
        self.assertIn("the texts differ", said)

    def test_matching_prefers_type_then_place(self):
        event = lambda char, kind: {"char": char, "trigger": "hit", "event": kind, "actor": [], "recipient": []}
        text = "They hit and hit and hit."
        first, second = [event(5, "ASSAULT"), event(21, "COERCE")], [event(21, "COERCE"), event(5, "REJECT")]
        self.assertEqual({p[:2] for p in agree.match(text, first, second)}, {(0, 1), (1, 0)})


class StandOff(Corpus):
    TEXT = "Norway accused Iceland of theft. The quay was quiet."

    def setUp(self):
        super().setUp()
        for name in ("coref/dev", "ner/dev", "ud/dev"):
            os.makedirs(os.path.join(self.data, name))
        line = {"id": "GUM_news_quay", "genre": "news", "date": "2014-05-20", "text": self.TEXT, "sentences": [[0, 32], [33, 52]]}
        closed = dict(line, id="GUM_fiction_quay", genre="fiction")
        files = {"coref/dev/gum.jsonl": json.dumps(line) + "\n" + json.dumps(closed) + "\n", "coref/dev/meantime.jsonl": "",
                 "ner/dev/re3d.jsonl": json.dumps({"id": "re3d/1", "source": "UK Government", "title": "T", "text": "Mali called Chad."}) + "\n",
                 "ud/dev/en_gum-ud-dev.conllu": "# newdoc id = GUM_news_other\n"}
        for name, text in files.items():
            with open(os.path.join(self.data, name), "w", encoding="utf-8") as f:
                f.write(text)
        with gzip.open(os.path.join(self.data, "ud/dev/en_ewt-ud-train.conllu.gz"), "wt", encoding="utf-8") as f:
            f.write("# newdoc id = weblog-a\n# newpar id = p1\n# text = One.\n\n# text = Two.\n# newdoc id = reviews-b\n# text = No.\n")

    BLOCK = ("@ gum | GUM_news_quay | 0\n# before\n[E1 Norway] <T1 accused> [E2 Iceland] of theft.\nE1 | Norway | NOR | GOV\n"
             "E2 | Iceland | ISL | GOV\nT1 | ACCUSE | allege | actual | E1 | E2 | - | - | -\n\n@ gum | GUM_news_quay | 1\nThe quay was quiet.\n")

    def make(self, text):
        path = os.path.join(self.folder.name, "a.txt")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return self.run_tool("standoff", "--corpus", self.corpus, "make", path)

    def test_list(self):
        code, out = self.run_tool("standoff", "list")
        self.assertEqual(code, 0, out)
        self.assertIn("gum | GUM_news_quay | 2014-05-20 | 2 sentences", out)
        self.assertIn("ewt | weblog-a | - | 2 sentences\n     0      0      4  One.\n     1      5      9  Two.", out)
        self.assertNotIn("fiction", out)
        self.assertNotIn("reviews", out)

    def test_make_show_check(self):
        code, out = self.make(self.BLOCK)
        self.assertEqual(code, 0, out)
        path = os.path.join(self.corpus, "standoff", "gum.jsonl")
        with open(path, encoding="utf-8") as f:
            lines = [json.loads(l) for l in f]
        self.assertEqual([len(l["reports"]) for l in lines], [1, 0])
        self.assertEqual(lines[0]["reports"][0]["trigger"], [7, 14])
        self.assertEqual(lines[0]["reports"][0]["recipients"], [{"span": [15, 22], "code": "ISL", "sector": "GOV"}])
        self.assertNotIn("theft", json.dumps(lines))
        code, out = self.run_tool("standoff", "show", path)
        self.assertIn("[A1 Norway] <T1 accused> [R1 Iceland] of theft.", out)
        self.assertEqual(self.run_tool("standoff", "--corpus", self.corpus, "check")[0], 0)
        lines[0]["text_sha1"] = "0" * 40
        lines[1]["end"] += 1
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(l) + "\n" for l in lines)
        code, out = self.run_tool("standoff", "--corpus", self.corpus, "check")
        self.assertEqual(code, 1)
        self.assertIn("the text is another one", out)
        self.assertIn("not the span of sentence 1", out)

    def test_errors(self):
        for old, new, says in (("of theft", "of thefts", "differs from the data"), ("| 0\n", "| 7\n", "no sentence 7"),
                               ("<T1 accused>", "accused", "line without trigger"), ("GUM_news_quay | 0", "GUM_x | 0", "names no set"),
                               ("| NOR |", "| NO |", "NO is no code")):
            with self.subTest(says):
                code, out = self.make(self.BLOCK.replace(old, new, 1))
                self.assertEqual(code, 1, out)
                self.assertIn(says, out)

    def test_check_without_texts(self):
        self.make(self.BLOCK)
        self.data = os.path.join(self.folder.name, "nowhere")
        code, out = self.run_tool("standoff", "--corpus", self.corpus, "check")
        self.assertEqual(code, 0)
        self.assertIn("SKIPPED", out)


class Sentences(unittest.TestCase):
    def test_cuts(self):
        text = "The U.S. Navy left. \"Why?\" Lund asked, no. 5 stayed.\n\nlast line"
        cut = [text[b:e] for b, e in sentences.spans(text)]
        self.assertEqual(cut, ["The U.S.", "Navy left.", "\"Why?\"", "Lund asked, no.", "5 stayed.", "last line"])
        whole = [text[b:e] for b, e in sentences.joined(text, sentences.spans(text))]
        self.assertEqual(whole, ["The U.S. Navy left.", "\"Why?\"", "Lund asked, no. 5 stayed.", "last line"])

    def test_as_the_scorer(self):
        module = agree.scorer()
        if not module:
            self.skipTest("the end-to-end scorer is not here")
        for text in ("A. B.\n\n\"C\" d. (E f! 'G", "x.\n y? Z", "One.”  Two.) three. 4\n", ARTICLE):
            self.assertEqual(sentences.starts(text), module.sents(text)[:-1])

    def test_dates(self):
        self.assertTrue(markup.valid_date("2016-02-29"))
        self.assertFalse(markup.valid_date("2015-02-29"))
        self.assertFalse(markup.valid_date("16-02-01"))
        self.assertEqual(str(markup.last_day("2016-02")), "2016-02-29")
        self.assertEqual(str(markup.last_day("2016-12")), "2016-12-31")


if __name__ == "__main__":
    unittest.main()
