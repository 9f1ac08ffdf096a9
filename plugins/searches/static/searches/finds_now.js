// Tells beside words that found nothing what they find by now: one after the other, since each is a
// search. Without it, or where the answer fails, the button beside them does the same.
(() => {
  let last = Promise.resolve();

  class FindsNow extends window.StimulusModule.Controller {
    static targets = ["answer", "button"];
    static values = { url: String };

    connect() {
      last = last.then(() => this.ask()).catch(() => {});
    }

    async ask() {
      if (!this.element.isConnected) return;
      const response = await fetch(this.urlValue);
      if (!response.ok || response.redirected) return;
      const { found, label } = await response.json();
      this.answerTarget.textContent = label;
      // What is found by now is worth noting; where there is nothing, there is nothing to try.
      if (this.hasButtonTarget) this.buttonTarget.hidden = !found;
    }
  }

  window.wagtail.app.register("searches-finds-now", FindsNow);
})();
