// What scripts say in the language of the page, and numbers as it writes them. What Python declares comes behind this.

class Texts {
  since = 0;

  // Whether they count: Streamlit may call a script once more with a message from before another language was chosen.
  take(language, told, since) {
    if (language !== this.language && Number(since) < this.since) return false;
    if (language === this.language) return true;
    this.since = Number(since);
    this.language = language;
    this.told = told;
    this.whole = new Intl.NumberFormat(language, { useGrouping: "always" });
    const parts = new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1 }).formatToParts(12345);
    const of = (name) => parts.find(({ type }) => type === name).value;
    this.separators = of("decimal") + of("group"); // as Plotly wants them
    this.sign = parts.slice(parts.findIndex(({ type }) => type === "fraction") + 1).map(({ value }) => value).join("");
    return true;
  }

  // A component's texts by their names. `{field}` stands for a value; of a pair the first is said where `n` is 1.
  of = (component) => (name, fields = {}) => {
    const text = this.told[component][name];
    return (Array.isArray(text) ? text[Number(fields.n !== 1)] : text).replace(/\{(\w+)\}/g, (_, field) => fields[field]);
  };

  count = (number) => this.whole.format(number);

  // A number as JavaScript writes it.
  written = (text) => text.replace(".", this.separators[0]);

  // Numbers with a comma in them are not parted by another one.
  list = (numbers) => numbers.join(this.separators[0] === "," ? "; " : ", ");

  percent = (share, digits = 1) => this.written((100 * share).toFixed(digits)) + this.sign;
}

window.nnplayTexts ??= new Texts();
