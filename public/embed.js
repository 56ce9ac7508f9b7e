/**
 * <skep-lab lab="01-build-a-swarm" height="720"></skep-lab>
 *
 * A lab inside another page. Put this file's address into a script element; the lab comes from where this file is.
 * Events, each with `detail`: `skep-ready` {lab}, `skep-progress` {lab, points, of, passed}, `skep-done` {lab, points, of}.
 * A page with a Content Security Policy allows this origin in script-src and frame-src.
 */
(() => {
  const base = new URL('.', document.currentScript?.src ?? location.href);
  const SLUG = /^[A-Za-z0-9_-]{1,100}$/;
  const HEIGHT = { least: 320, most: 4000, usual: 720 };
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

  /** The shape of what a lab says; anything else was not said by one. */
  function isMessage(data, lab) {
    if (typeof data !== 'object' || data === null || data.skep !== 1 || data.lab !== lab) return false;
    if (data.kind === 'ready') return true;
    return data.kind === 'progress' && isCount(data.points) && isCount(data.of) && typeof data.done === 'boolean'
      && Array.isArray(data.passed) && data.passed.length <= 1000 && data.passed.every((id) => typeof id === 'string');
  }

  class SkepLab extends HTMLElement {
    static observedAttributes = ['lab', 'height'];
    #frame;
    #hear = (event) => {
      const lab = this.getAttribute('lab');
      // Only this element's own frame, only from where it was loaded, only in the shape of a message.
      if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== base.origin || !isMessage(event.data, lab)) return;
      const { kind, points, of, passed, done } = event.data;
      const tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
      if (kind === 'ready') tell('skep-ready', { lab });
      else {
        tell('skep-progress', { lab, points, of, passed: [...passed] });
        if (done) tell('skep-done', { lab, points, of });
      }
    };

    connectedCallback() {
      window.addEventListener('message', this.#hear);
      this.#show();
    }

    disconnectedCallback() {
      window.removeEventListener('message', this.#hear);
      this.replaceChildren();
      this.#frame = undefined;
    }

    attributeChangedCallback(name) {
      if (!this.isConnected) return;
      if (name === 'lab') this.#show();
      else this.#size();
    }

    #show() {
      const lab = this.getAttribute('lab') ?? '';
      if (!SLUG.test(lab)) {
        this.#frame = undefined;
        this.replaceChildren(`skep-lab: lab="${lab.slice(0, 100)}" is not the name of a lab`);
        return;
      }
      const frame = document.createElement('iframe');
      const address = new URL('./index.html', base);
      address.searchParams.set('embed', location.origin);
      address.hash = `#/lab/${lab}`;
      frame.src = address.href;
      frame.title = this.getAttribute('title') ?? 'Docker Swarm lab';
      frame.allow = 'clipboard-write; fullscreen';
      frame.style.cssText = 'display:block;width:100%;border:0';
      this.#frame = frame;
      this.#size();
      this.replaceChildren(frame);
    }

    #size() {
      const wanted = Number(this.getAttribute('height') ?? HEIGHT.usual);
      if (this.#frame) this.#frame.height = String(Math.min(HEIGHT.most, Math.max(HEIGHT.least, Number.isFinite(wanted) ? Math.round(wanted) : HEIGHT.usual)));
    }
  }

  if (!customElements.get('skep-lab')) customElements.define('skep-lab', SkepLab);
})();
