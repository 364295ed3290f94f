// Screens that nobody operates load themselves anew; a stand that people press goes back to its start when it is left.
const { again, idle, start } = document.body.dataset;
if (again) setInterval(() => location.reload(), again * 1000);
if (idle) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.assign(start), idle * 1000);
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, wait, { passive: true });
  wait();
}
