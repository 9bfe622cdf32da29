/* The phone's side: pair once, show the camera, send frames one at a time, and show what the PC answers.

   The PC reads; what a browser's own BarcodeDetector sees only decides which frames are worth sending. A picture is
   kept under its id until the PC has answered it, so a cut of the network loses none and doubles none. */
"use strict";

const FRAME_SIDE = 1280;
const PHOTO_SIDE = 2560;
const QUALITY = 0.8;
const PACE_MS = 60;
const UNTRIGGERED_MS = 350; // with a detector that sees nothing, the PC still looks now and then
const IDLE_MS = 300;
const HELLO_MS = 10000;
const ANSWER_MS = 25000;
const NEVER = [400, 413, 415]; // the picture is at fault: sent again it would be refused again
const AGAIN_MS = [500, 1000, 2000, 4000];
const MARKS = { ok: "\u2713", warn: "!", danger: "\u2715" };
const BEEPS = { ok: [[1320, 90]], warn: [[880, 90], [880, 90]], danger: [[330, 300]] };
const BUZZES = { ok: [60], warn: [60, 60, 60], danger: [250] };

const part = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const memory = {};
const kept = {
  get(name) {
    try {
      return localStorage.getItem("packtrail." + name) || memory[name] || "";
    } catch (error) {
      return memory[name] || "";
    }
  },
  set(name, value) {
    memory[name] = value;
    try {
      localStorage.setItem("packtrail." + name, value);
    } catch (error) {
      /* A private window keeps nothing: the pairing lasts as long as the page. */
    }
  },
};

let words = {};
let queue = null;
let credential = "";
let stream = null;
let sound = null;
let detector = null;
let isOffline = false;
let heardAt = 0;
let sentAt = 0;
let held = ""; // why the PC can't take pictures just now
let seenOffline = new Set();
const canvas = document.createElement("canvas"); // one for all: Safari gives the memory of many back too late

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* Status and content of an answer that is there within a time; an error otherwise. */
async function asked(path, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_MS);
  try {
    const answer = await fetch(path, { ...options, signal: stop.signal });
    const text = await answer.text();
    return { ok: answer.ok, status: answer.status, told: text ? JSON.parse(text) : {} };
  } finally {
    clearTimeout(timer);
  }
}

async function learnWords() {
  try {
    const answer = await asked("/words.json");
    if (!answer.ok) return;
    words = answer.told;
  } catch (error) {
    return;
  }
  document.documentElement.lang = words.lang;
  document.title = words.title;
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = words[each.dataset.say] || "";
  showState();
}

function showState() {
  const waiting = queue && queue.count ? `${queue.count} ${words.waiting || ""}` : "";
  part("dot").className = !credential ? "" : isOffline ? "warn" : "ok";
  part("line").textContent = !credential ? "" : waiting || (isOffline ? "" : words.ready || "");
  if (isOffline && credential) part("advice").textContent = held || words.offline || "";
  part("shoot").hidden = !stream;
  part("start").hidden = Boolean(stream);
  part("box").hidden = !stream;
  part("unpaired").hidden = Boolean(credential);
  part("work").hidden = !credential;
}

function showWhy(key) {
  part("why").textContent = words[key] || "";
  showState();
}

function showResult(answer) {
  const tone = answer.tone in MARKS ? answer.tone : "";
  if (!tone) {
    part("advice").textContent = answer.text || words.looking || "";
    return;
  }
  part("advice").textContent = "";
  part("result").className = tone;
  part("mark").textContent = MARKS[tone];
  part("title").textContent = answer.title || "";
  part("text").textContent = answer.text || "";
  if (!answer.quiet) {
    beep(tone);
    if (navigator.vibrate) navigator.vibrate(BUZZES[tone]);
  }
}

function beep(tone) {
  if (!sound) return;
  let at = sound.currentTime;
  for (const [pitch, ms] of BEEPS[tone]) {
    const source = sound.createOscillator();
    const loudness = sound.createGain();
    loudness.gain.value = 0.25;
    source.frequency.value = pitch;
    source.connect(loudness).connect(sound.destination);
    source.start(at);
    source.stop(at + ms / 1000);
    at += (ms + 60) / 1000;
  }
}

async function pair(token) {
  showWhy("pairing");
  try {
    const answer = await asked("/pair", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (!answer.ok) return false;
    credential = answer.told.credential;
    kept.set("credential", credential);
    return true;
  } catch (error) {
    return false;
  }
}

/* The PC's word on one picture; null where there was none and it is to be sent again. */
async function send(shot, kind) {
  held = "";
  try {
    const answer = await asked("/shot", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${credential}`,
        "Content-Type": "image/jpeg",
        "X-Scan-Id": shot.id,
        "X-Scan-Kind": kind,
        "X-Scan-Age": String(Math.max(0, Math.min(Date.now() - shot.at, 6e8))),
      },
      body: shot.bytes,
    });
    if (answer.status === 401) {
      await removed();
      return null;
    }
    if (NEVER.includes(answer.status)) return { tone: "danger", title: "", text: words.refused };
    held = answer.told.held || "";
    if (!answer.ok) return null;
    heardAt = Date.now();
    return answer.told;
  } catch (error) {
    return null;
  }
}

async function removed() {
  credential = "";
  kept.set("credential", "");
  stopCamera();
  showWhy("removed");
}

/* Everything that waits, the oldest first; whether the PC answered all of it. */
async function flush() {
  if (!queue.count) return true;
  for (const shot of await queue.all()) {
    const answer = await send(shot, "still");
    if (!answer) return false;
    await queue.drop(shot.id);
    showResult(answer);
    showState();
  }
  return true;
}

async function hello() {
  if (Date.now() - heardAt < HELLO_MS) return true;
  try {
    const answer = await asked("/hello", { headers: { Authorization: `Bearer ${credential}` } });
    if (answer.status === 401) await removed();
    if (answer.ok) heardAt = Date.now();
    return answer.ok;
  } catch (error) {
    return false;
  }
}

async function keep(bytes) {
  if (queue.isFull) {
    showResult({ tone: "danger", title: "", text: words.full });
    return;
  }
  await queue.put({ id: newId(), at: Date.now(), bytes });
  showState();
}

function drawn(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? new Response(blob).arrayBuffer().then(resolve, reject) : resolve(null)), "image/jpeg", QUALITY
    );
  });
}

function freeCanvas() {
  canvas.width = canvas.height = 0;
}

function frame(side) {
  const video = part("video");
  if (!stream || video.readyState < 2 || !video.videoWidth) return Promise.resolve(null);
  return drawn(video, video.videoWidth, video.videoHeight, side);
}

/* What the browser's own reader sees, null where it has none: a reason to send, never a scan. */
async function glimpsed() {
  if (!detector) return null;
  try {
    return (await detector.detect(part("video"))).map((each) => each.rawValue);
  } catch (error) {
    return null;
  }
}

async function lookOnce() {
  const values = await glimpsed();
  if (values && !values.length && Date.now() - sentAt < UNTRIGGERED_MS) return true;
  const bytes = await frame(FRAME_SIDE);
  if (!bytes) return true;
  const shot = { id: newId(), at: Date.now(), bytes };
  sentAt = shot.at;
  const answer = await send(shot, "live");
  if (answer) showResult(answer);
  else if (credential) await queue.put(shot); // perhaps it was taken, and only the answer is lost
  return Boolean(answer);
}

/* While the PC is away, pictures are kept only of what the browser sees a code in, once each. */
async function waitOffline(ms) {
  const ends = Date.now() + ms;
  while (Date.now() < ends) {
    const values = stream && !queue.isFull ? await glimpsed() : null;
    const fresh = (values || []).filter((value) => !seenOffline.has(value));
    if (fresh.length) {
      const bytes = await frame(FRAME_SIDE);
      if (bytes) {
        fresh.forEach((value) => seenOffline.add(value));
        await keep(bytes);
      }
    }
    await pause(IDLE_MS);
  }
}

/* What waits, then one look; whether the PC answered. An error of the browser's counts as no. */
async function turn() {
  try {
    return Boolean((await flush()) && credential && (isWatching() ? await lookOnce() : await hello()));
  } catch (error) {
    return false;
  }
}

function isWatching() {
  return stream && !document.hidden;
}

async function work() {
  let tries = 0;
  while (credential) {
    const isReached = await turn();
    if (!credential) return;
    if (isReached && isOffline) {
      seenOffline = new Set();
      await learnWords();
      part("advice").textContent = words.looking || "";
    }
    if (isReached === isOffline || !isReached) {
      isOffline = !isReached;
      showState();
    }
    if (isReached) {
      tries = 0;
      await pause(isWatching() ? PACE_MS : IDLE_MS);
    } else {
      const ms = AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)];
      await waitOffline(ms).catch(() => pause(ms));
      tries += 1;
    }
  }
}

async function startCamera() {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (Sound && !sound) sound = new Sound(); // browsers let sound begin at a touch only
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    part("advice").textContent = words.no_camera || "";
    return;
  }
  stream.getVideoTracks()[0].onended = stopCamera;
  part("video").srcObject = stream;
  part("advice").textContent = words.looking || "";
  part("video").play().catch(() => {});
  if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
  showState();
}

function stopCamera() {
  if (stream) stream.getTracks().forEach((track) => track.stop());
  stream = null;
  part("video").srcObject = null;
  freeCanvas();
  showState();
}

async function tookPhoto() {
  const file = part("file").files[0];
  if (!file) return;
  const image = new Image(); // it is turned upright by the browser, as it is shown
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    const bytes = await drawn(image, image.naturalWidth, image.naturalHeight, PHOTO_SIDE);
    if (bytes) await keep(bytes);
  } catch (error) {
    showResult({ tone: "danger", title: "", text: words.refused });
  } finally {
    URL.revokeObjectURL(image.src);
    if (!stream) freeCanvas();
    part("file").value = "";
  }
}

async function begin() {
  part("start").addEventListener("click", startCamera);
  part("shoot").addEventListener("click", async () => {
    const bytes = await frame(PHOTO_SIDE);
    if (bytes) await keep(bytes);
  });
  part("file").addEventListener("change", tookPhoto);
  document.addEventListener("visibilitychange", () => document.hidden || learnWords());
  if ("BarcodeDetector" in window) {
    try {
      const formats = await BarcodeDetector.getSupportedFormats();
      const wanted = ["qr_code", "data_matrix", "code_128"].filter((each) => formats.includes(each));
      if (wanted.length) detector = new BarcodeDetector({ formats: wanted });
    } catch (error) {
      detector = null;
    }
  }
  queue = await Queue.open();
  credential = kept.get("credential");
  await learnWords();
  const token = location.hash.slice(1);
  if (token) {
    history.replaceState(null, "", "/"); // it works once; nobody is to find it in the history
    if (!(await pair(token)) && !credential) {
      showWhy("not_paired");
      return;
    }
    await learnWords();
  }
  showWhy(credential ? "" : "to_pair");
  await work();
}

window.addEventListener("hashchange", () => location.hash.length > 1 && location.reload());
begin();
