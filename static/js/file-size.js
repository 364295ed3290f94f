// A file that is too large is told of when it is chosen, not after minutes of sending; the site asks again all the same.
for (const told of document.querySelectorAll("template[data-most]")) {
  const input = told.parentElement.querySelector("input[type=file]");
  if (!input) continue;
  const said = document.createElement("p");
  said.className = "error";
  said.setAttribute("role", "alert");
  told.replaceWith(said);
  input.addEventListener("change", () => {
    const isBig = [...input.files].some((file) => file.size > told.dataset.most);
    if (isBig) input.value = "";
    said.textContent = isBig ? told.content.textContent : "";
  });
}
