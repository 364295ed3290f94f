// The plan of a day: whoever follows a link to add or leave out a session takes along who comes, as the form says now.
const form = document.querySelector("[data-seats-form]");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-keeps-party]");
  if (!form || !link) return;
  const said = new FormData(form);
  const address = new URL(link.href);
  for (const name of ["seats", "children", "brings_only"]) address.searchParams.delete(name);
  address.searchParams.set("seats", said.get("seats"));
  for (const child of said.getAll("children")) address.searchParams.append("children", child);
  if (said.has("brings_only")) address.searchParams.set("brings_only", "1");
  link.href = address.href;
});
