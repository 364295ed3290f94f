// A link out of a personal list names the list behind its "#", which no server gets: pages stay the same for everybody.
// It goes along into the booking form, and out of the address, so that a copied address does not carry it.
const code = /^#list=([0-9a-f]+\.[0-9a-f]+)$/.exec(location.hash)?.[1];
if (code) {
  history.replaceState(history.state, "", location.pathname + location.search);
  const form = document.querySelector(".slots form");
  if (form) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "seen_in";
    field.value = code;
    form.append(field);
  }
}
