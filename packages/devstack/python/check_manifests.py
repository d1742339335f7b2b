"""Holds Kubernetes manifests against the schemas of a version, strictly, and prints what they are as one JSON value.

Usage: check_manifests.py FILE VERSION. The result is {"documents": […], "problems": ["Kind/name: what is wrong"]}; kinds
that the version does not know are left to others.
"""

import json
import sys

import kubernetes_validate
import yaml

file, version = sys.argv[1:]
with open(file, encoding="utf-8") as manifests:
    documents = [document for document in yaml.safe_load_all(manifests) if document]
problems = []
for document in documents:
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.SchemaNotFoundError:
        pass
    except kubernetes_validate.ValidationError as error:
        problems.append(f"{document['kind']}/{document['metadata']['name']}: {error.message}")
print(json.dumps({"documents": documents, "problems": problems}))
