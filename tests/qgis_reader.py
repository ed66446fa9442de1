"""Run by QGIS's own Python (test_qgis.py): open a GeoPackage as QGIS does and tell what it sees.

python3 qgis_reader.py FILE PICTURE
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, "/usr/share/qgis/python")

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize


def main(path: str, picture: str) -> None:
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    layers, told = [], {}
    for name in ("incidents", "districts"):
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        _, loaded = layer.loadDefaultStyle()
        renderer = layer.renderer()
        items = renderer.legendSymbolItems()
        told[name] = {
            "valid": layer.isValid(),
            "features": layer.featureCount(),
            "crs": layer.crs().authid(),
            "styled": loaded,
            "renderer": renderer.type(),
            "column": renderer.legendClassificationAttribute(),
            "classes": [[item.label(), item.symbol().color().name()] for item in items],
            "fields": {field.name(): field.typeName() for field in layer.fields()},
        }
        layers.append(layer)
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setExtent(layers[1].extent())
    settings.setOutputSize(QSize(700, 700))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)  # QGIS's own teardown crashes when Python has kept layers.


main(*sys.argv[1:])
