/* Pictures that the PC has not acknowledged yet, in the browser's database, so that a reload loses none. Each keeps
   the id under which it was first sent: the PC knows it again and takes it once. Without a database: in memory. */
"use strict";

const MOST_KEPT = 40;

class Queue {
  constructor(database) {
    this.database = database; // null where the browser gives none
    this.memory = new Map();
    this.count = 0;
  }

  static open() {
    return new Promise((resolve) => {
      let request = null;
      try {
        request = indexedDB.open("packtrail", 1);
      } catch (error) {
        resolve(new Queue(null));
        return;
      }
      request.onupgradeneeded = () => request.result.createObjectStore("shots", { keyPath: "id" });
      request.onerror = () => resolve(new Queue(null));
      request.onsuccess = async () => {
        const queue = new Queue(request.result);
        queue.count = (await queue.all()).length;
        resolve(queue);
      };
    });
  }

  get isFull() {
    return this.count >= MOST_KEPT;
  }

  /* shot: {id, at, bytes}; bytes an ArrayBuffer, since older Safari keeps no Blob. */
  async put(shot) {
    if (!(await this.run("readwrite", (store) => store.put(shot)))) this.memory.set(shot.id, shot);
    this.count = (await this.all()).length;
  }

  async drop(id) {
    this.memory.delete(id);
    await this.run("readwrite", (store) => store.delete(id));
    this.count = (await this.all()).length;
  }

  async all() {
    const kept = (await this.run("readonly", (store) => store.getAll())) || { result: [] };
    return [...kept.result, ...this.memory.values()].sort((one, other) => one.at - other.at);
  }

  run(mode, ask) {
    return new Promise((resolve) => {
      if (!this.database) {
        resolve(null);
        return;
      }
      try {
        const change = this.database.transaction("shots", mode);
        const request = ask(change.objectStore("shots"));
        change.oncomplete = () => resolve(request);
        change.onerror = change.onabort = () => resolve(null);
      } catch (error) {
        resolve(null);
      }
    });
  }
}
