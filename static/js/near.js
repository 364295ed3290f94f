// Fills "near" with the visitor's position, rounded to about 100 m before it goes into an address.
const button = document.querySelector("[data-locate]");
const select = button && document.getElementById(button.dataset.locate);
if (select && "geolocation" in navigator && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const text = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        const option = new Option(button.dataset.words, text, true, true);
        select.append(option);
      },
      () => {
        button.querySelector("span").textContent = button.dataset.failed;
      },
      { timeout: 10000, maximumAge: 300000 },
    );
  });
}
