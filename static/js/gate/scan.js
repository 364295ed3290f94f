// The camera, where the browser can read QR codes itself. Elsewhere the code is typed.
const PAUSE = 250;
const AGAIN_AFTER = 3000;

export async function canScan() {
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

// Show the camera in `video` and tell each code once; returns what stops it.
export async function startScan(video, tell) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = stream;
  await video.play();
  let [last, seenAt] = ["", 0];
  const timer = setInterval(async () => {
    const found = await detector.detect(video).catch(() => []);
    const raw = found[0]?.rawValue || "";
    if (!raw || (raw === last && Date.now() - seenAt < AGAIN_AFTER)) return;
    [last, seenAt] = [raw, Date.now()];
    tell(raw);
  }, PAUSE);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
