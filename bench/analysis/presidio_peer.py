"""Finds identifiers in conversations with Presidio and spaCy's small English model, on one thread.

Usage: presidio_peer.py FILE, where each line of FILE is a JSON list of the texts of a conversation's turns.
"""

import json
import resource
import sys
import time

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from spacy.util import get_installed_models

# By whatever name the small model is installed.
NAME = next(name for name in sorted(get_installed_models()) if name.startswith("en_core_web_sm"))
MODEL = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": NAME}]}

analyzer = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=MODEL).create_engine())
with open(sys.argv[1], encoding="utf-8") as file:
    conversations = [json.loads(line) for line in file]
analyzer.analyze(text="My name is Sam Lee.", language="en")
began = time.process_time()
found = sum(
    len(analyzer.analyze(text=text, language="en", score_threshold=0.35)) for texts in conversations for text in texts
)
seconds = time.process_time() - began
print(
    json.dumps(
        {
            "seconds": seconds,
            "conversations": len(conversations),
            "found": found,
            "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    )
)
