"""The layers of the incident page as folium layers; what they draw lives in `maps/static/`."""

from __future__ import annotations

from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from maps.escape import escape


class PageLayer(folium.map.Layer):
    """One of the page's own layers, by the name that `maps/static/main.js` gives it.

    Parameters
    ----------
    kind : str
        ``base``, ``districts``, ``areas``, ``density``, ``points``, ``provinces``, ``labels``,
        ``hotspots`` or ``cities``.
    name : str
        Name in the layer control, as text.
    show : bool
        Whether the layer is drawn when the page opens.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zila.layer({{ this.kind|tojson }});
        {% endmacro %}
        """)

    def __init__(self, kind: str, *, name: str, show: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=True, show=show)
        self._name = "Layer"
        self._id = kind
        self.kind = kind


class LayerControl(MacroElement):
    """Leaflet's layer control with the layers' names as text; Leaflet itself reads them as HTML."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = zila.layerControl([
                {%- for name, variable in this.overlays %}
                [{{ name|tojson }}, {{ variable }}],
                {%- endfor %}
            ]).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LayerControl"
        self._id = "zila"
        self.overlays: list[tuple[str, str]] = []

    def render(self, **kwargs: Any) -> str:
        """Collect the layers that the map has by now, then render."""
        layers = self._parent._children.values() if self._parent else ()
        self.overlays = [
            (escape(layer.layer_name), layer.get_name())
            for layer in layers
            if isinstance(layer, folium.map.Layer) and layer.control
        ]
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""
