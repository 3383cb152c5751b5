/* The report page works without this; with it the table sorts and filters, and j and k go from report to report. */
(function () {
  "use strict";
  var table = document.getElementById("reports"), form = document.getElementById("filter");
  if (!table || !form) return;
  var body = table.tBodies[0], rows = Array.from(body.rows), heads = Array.from(table.tHead.rows[0].cells);
  var words = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var count = form.querySelector("output");

  function options(name, column) {
    var seen = new Set(rows.map(function (row) { return row.cells[column].textContent; }));
    Array.from(seen).sort().forEach(function (text) { form.elements[name].add(new Option(text, text)); });
  }
  function filter() {
    var wanted = form.elements.words.value.toLowerCase().split(/\s+/), shown = 0;
    var type = form.elements.type.value, status = form.elements.status.value;
    rows.forEach(function (row, i) {
      var good = (!type || row.cells[1].textContent === type) && (!status || row.cells[3].textContent === status) &&
        wanted.every(function (word) { return words[i].indexOf(word) >= 0; });
      row.hidden = !good;
      shown += good;
    });
    count.textContent = shown + " of " + rows.length + " reports";
  }
  function sort(column) {
    var up = heads[column].getAttribute("aria-sort") !== "ascending", collator = new Intl.Collator("en", { numeric: true });
    heads.forEach(function (head) { head.removeAttribute("aria-sort"); });
    heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
    rows.map(function (row, i) { return { row: row, i: i, text: row.cells[column].textContent }; })
      .sort(function (a, b) { return (collator.compare(a.text, b.text) || a.i - b.i) * (up ? 1 : -1); })
      .forEach(function (item) { body.appendChild(item.row); });
  }
  function light() {
    document.querySelectorAll("mark.on").forEach(function (mark) { mark.classList.remove("on"); });
    document.querySelectorAll("mark a").forEach(function (a) {
      if (location.hash && a.getAttribute("href") === location.hash) a.parentNode.classList.add("on");
    });
  }
  function step(by) {
    var cards = Array.from(document.querySelectorAll(".card"));
    var now = cards.findIndex(function (card) { return "#" + card.id === location.hash; });
    var next = cards[now < 0 ? (by > 0 ? 0 : cards.length - 1) : now + by];
    if (!next) return;
    location.hash = next.id;
    next.focus({ preventScroll: true });
  }
  heads.forEach(function (head, i) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", function () { sort(i); });
    head.replaceChildren(button);
  });
  options("type", 1);
  options("status", 3);
  form.addEventListener("input", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  window.addEventListener("hashchange", light);
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  filter();
  light();
})();
