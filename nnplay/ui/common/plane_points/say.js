// What these scripts say, in the language of the page; see ui/common/script_texts.

export const say = window.nnplayTexts.of("figures");

export const { count, written } = window.nnplayTexts;
