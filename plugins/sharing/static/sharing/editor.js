// Puts an editor in the place of each plain field for formatted text. Whatever goes wrong, the field
// stays, and works: it holds the text in a notation, and the server understands both.

// The address that somebody means, empty where it is none that a link can have. The server, which
// has the last word, sees it the same way: plugins/rich_text/addresses.py.
const SAFE = /^(?:page:\d+|\/(?!\/).*|#.+|https?:\/\/[^\s/?#@]+(?:[/?#].*)?|mailto:[^\s@]+@[^\s@]+|tel:\+?[\d().%-]+)$/i;
const MAILBOX = /^[^\s@:/?#]+@[^\s@:/?#]+\.[^\s@:/?#]+$/;
const WITHOUT_SCHEME = /^(?:\/\/)?([\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}{2,}(?::\d+)?(?:[/?#].*)?)$/u;

function addressOf(typed) {
  // Browsers overlook control characters in an address.
  const text = typed.replace(/[\u0000-\u001f\u007f-\u009f]/g, "").trim();
  if (SAFE.test(text)) return text;
  if (MAILBOX.test(text)) return `mailto:${text}`;
  const match = WITHOUT_SCHEME.exec(text);
  return match ? `https://${match[1]}` : "";
}

// What a text can have; everything else that is pasted loses its formatting, not its words.
function extensionsFrom(library, editLink) {
  const { Heading, OrderedList, ListItem, Link } = library;
  const levels = { H1: 3, H2: 3, H3: 3, H4: 4, H5: 4, H6: 4 };
  return [
    library.Document,
    library.Paragraph,
    library.Text,
    library.HardBreak,
    library.Bold,
    library.Italic,
    library.UndoRedo,
    library.BulletList,
    Heading.extend({
      parseHTML: () => Object.entries(levels).map(([tag, level]) => ({ tag: tag.toLowerCase(), attrs: { level } })),
    }).configure({ levels: [3, 4] }),
    OrderedList.extend({
      addAttributes: () => ({}),
      // A list that began with another number would be shown with that, and kept without.
      addInputRules() {
        return [library.wrappingInputRule({ find: /^1[.)]\s$/, type: this.type })];
      },
    }),
    // The Tab key leaves the field, as it does everywhere else.
    ListItem.extend({
      addKeyboardShortcuts() {
        return {
          Enter: () => this.editor.commands.splitListItem(this.name),
          "Mod-]": () => this.editor.commands.sinkListItem(this.name),
          "Mod-[": () => this.editor.commands.liftListItem(this.name),
        };
      },
    }),
    Link.extend({
      addKeyboardShortcuts: () => ({ "Mod-k": () => editLink() || true }),
    }).configure({
      openOnClick: false,
      defaultProtocol: "https",
      isAllowedUri: (address) => Boolean(addressOf(address ?? "")),
    }),
  ];
}

const TOOLS = {
  bold: { is: ["bold"], run: (chain) => chain.toggleBold() },
  italic: { is: ["italic"], run: (chain) => chain.toggleItalic() },
  heading: { is: ["heading", { level: 3 }], run: (chain) => chain.toggleHeading({ level: 3 }) },
  subheading: { is: ["heading", { level: 4 }], run: (chain) => chain.toggleHeading({ level: 4 }) },
  bullets: { is: ["bulletList"], run: (chain) => chain.toggleBulletList() },
  numbers: { is: ["orderedList"], run: (chain) => chain.toggleOrderedList() },
  deeper: { run: (chain) => chain.sinkListItem("listItem") },
  outwards: { run: (chain) => chain.liftListItem("listItem") },
  link: { is: ["link"] },
  undo: { run: (chain) => chain.undo() },
  redo: { run: (chain) => chain.redo() },
};
// Those that are of no use everywhere say so.
const DEPENDENT = ["deeper", "outwards", "undo", "redo"];

class Field {
  constructor(textarea, library) {
    this.textarea = textarea;
    this.inside = textarea.closest(".rich-text");
    this.format = this.inside.querySelector("[data-format]");
    this.tools = this.copy("[data-tools]");
    this.dialog = this.copy("[data-dialog]");
    this.surface = document.createElement("div");
    this.surface.className = "rich-text-surface prose";
    this.inside.append(this.tools, this.surface);
    // Not in the form around the field, of which the address of a link is no part.
    document.body.append(this.dialog);
    this.editor = new library.Editor({
      element: this.surface,
      extensions: extensionsFrom(library, () => this.editLink()),
      content: this.begins(),
      injectCSS: false,
      editorProps: { attributes: this.attributes() },
      onUpdate: () => this.tell(),
      onTransaction: () => this.show(),
    });
    this.take();
  }

  copy(selector) {
    return this.inside.querySelector(selector).content.firstElementChild.cloneNode(true);
  }

  // What was brought back into the field before the editor was there is newer than what was sent.
  begins() {
    if (this.format.value === "html") return this.textarea.value;
    return this.inside.querySelector("[data-html]").innerHTML;
  }

  attributes() {
    const label = this.textarea.labels[0];
    if (label) label.id ||= `${this.textarea.id}_label`;
    const notation = this.inside.querySelector(".rich-text-notation").id;
    const described = (this.textarea.getAttribute("aria-describedby") ?? "").split(/\s+/);
    return {
      role: "textbox",
      "aria-multiline": "true",
      ...(label && { "aria-labelledby": label.id }),
      "aria-describedby": described.filter((id) => id && id !== notation).join(" "),
      ...(this.textarea.getAttribute("aria-invalid") && { "aria-invalid": "true" }),
    };
  }

  // From now on the field only carries what the editor says.
  take() {
    const hadFocus = document.activeElement === this.textarea;
    this.write();
    this.inside.classList.add("is-edited");
    this.textarea.tabIndex = -1;
    this.textarea.ariaHidden = "true";
    // Coming back to the page, the browser would put HTML into the plain field.
    this.textarea.autocomplete = "off";
    // The label, and links to what is wrong with the field, lead to it.
    this.textarea.addEventListener("focus", () => this.editor.commands.focus());
    this.textarea.addEventListener("rich-text:set", () => this.set());
    this.tools.addEventListener("click", (event) => this.press(event.target.closest("[data-tool]")));
    this.tools.addEventListener("keydown", (event) => this.move(event));
    // A press on a tool leaves the words chosen, and the keyboard on the screen.
    this.tools.addEventListener("mousedown", (event) => event.preventDefault());
    this.listenToDialog();
    this.show();
    if (hadFocus) this.editor.commands.focus("end");
  }

  html() {
    return this.editor.isEmpty ? "" : this.editor.getHTML();
  }

  write() {
    this.textarea.value = this.html();
    this.format.value = "html";
  }

  tell() {
    this.write();
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Somebody else has set the field's value.
  set() {
    if (this.format.value !== "html") return this.give();
    this.editor.commands.setContent(this.textarea.value, { emitUpdate: false });
    this.write();
  }

  // What is in the notation is for the plain field, which is shown again.
  give() {
    this.editor.destroy();
    this.tools.remove();
    this.surface.remove();
    this.dialog.remove();
    this.inside.classList.remove("is-edited");
    this.textarea.removeAttribute("tabindex");
    this.textarea.ariaHidden = null;
  }

  // The toolbar: one stop for the Tab key, and the arrow keys within it.

  buttons() {
    return [...this.tools.querySelectorAll("[data-tool]")];
  }

  press(button) {
    if (!button || button.ariaDisabled === "true") return;
    if (button.dataset.tool === "link") this.editLink();
    else TOOLS[button.dataset.tool].run(this.editor.chain().focus()).run();
  }

  move(event) {
    const buttons = this.buttons();
    const at = buttons.indexOf(document.activeElement);
    const isRtl = getComputedStyle(this.tools).direction === "rtl";
    const steps = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1, Home: -at, End: -1 - at };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = buttons.at((at + steps[event.key]) % buttons.length);
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  show() {
    if (!this.editor) return;
    for (const button of this.buttons()) {
      const tool = TOOLS[button.dataset.tool];
      if (tool.is) button.ariaPressed = String(this.editor.isActive(...tool.is));
      if (DEPENDENT.includes(button.dataset.tool)) button.ariaDisabled = String(!tool.run(this.editor.can().chain()).run());
    }
    if (!this.tools.querySelector("[tabindex='0']")) {
      this.buttons().forEach((button, at) => (button.tabIndex = at ? -1 : 0));
    }
  }

  // Links.

  part(selector) {
    return this.dialog.querySelector(selector);
  }

  editLink() {
    const { editor } = this;
    const address = editor.getAttributes("link").href ?? "";
    if (address) editor.chain().extendMarkRange("link").run();
    this.part("[data-address]").value = address;
    this.part("[data-words]").value = "";
    this.part("[data-words-field]").hidden = !editor.state.selection.empty;
    this.part("[data-remove]").hidden = !address;
    this.refuse(false);
    this.dialog.showModal();
  }

  refuse(isRefused) {
    this.part("[data-refused]").hidden = !isRefused;
    this.part("[data-address]").ariaInvalid = isRefused ? "true" : null;
    if (isRefused) this.part("[data-address]").focus();
  }

  listenToDialog() {
    this.part("form").addEventListener("submit", (event) => this.link(event));
    this.part("[data-remove]").addEventListener("click", () => this.unlink());
    this.part("[data-cancel]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.editor.commands.focus());
  }

  link(event) {
    event.preventDefault();
    const typed = this.part("[data-address]").value.trim();
    if (!typed) return this.unlink();
    const href = addressOf(typed);
    if (!href) return this.refuse(true);
    const mark = { type: "link", attrs: { href } };
    const { editor } = this;
    if (editor.state.selection.empty) {
      const text = this.part("[data-words]").value.trim() || typed;
      editor.chain().insertContent({ type: "text", text, marks: [mark] }).unsetMark("link").run();
    } else {
      editor.chain().setMark("link", { href }).run();
    }
    this.dialog.close();
  }

  unlink() {
    this.editor.chain().extendMarkRange("link").unsetMark("link").run();
    this.dialog.close();
  }
}

async function begin() {
  const textareas = [...document.querySelectorAll("textarea[data-rich-text]")];
  if (!textareas.length) return;
  const library = await import(textareas[0].dataset.editor);
  for (const textarea of textareas) if (!isBegun(textarea)) new Field(textarea, library);
}

// Whoever has begun to type in the plain field, before the editor was there, goes on in it.
function isBegun(textarea) {
  const format = textarea.closest(".rich-text").querySelector("[data-format]");
  return format.value !== "html" && textarea.value !== textarea.defaultValue;
}

begin();
