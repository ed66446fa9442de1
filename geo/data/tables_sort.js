/* Sorting of the district table: a click or Enter on a header button sorts by that column. */
(function () {
  "use strict";
  document.querySelectorAll("table.zila").forEach(function (table) {
    var body = table.tBodies[0];
    table.querySelectorAll("thead button").forEach(function (button) {
      button.addEventListener("click", function () {
        var head = button.closest("th");
        var down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("thead th").forEach(function (other) {
          other.removeAttribute("aria-sort");
        });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var column = head.cellIndex;
        var numeric = head.classList.contains("number");
        var rows = Array.prototype.slice.call(body.rows);
        rows.sort(function (a, b) {
          var x = a.cells[column].textContent;
          var y = b.cells[column].textContent;
          if (x === "" || y === "") return (x === "") - (y === "");
          var order = numeric ? Number(x) - Number(y) : x.localeCompare(y);
          return down ? -order : order;
        });
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  });
})();
