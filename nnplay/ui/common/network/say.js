// What these scripts say, in the language of the page; see ui/common/script_texts.

export const say = window.nnplayTexts.of("network");

export const { count, written, percent, list } = window.nnplayTexts;
