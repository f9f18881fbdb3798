# La langue elle-même.
i18n-setting = langue
i18n-none = « { $word } » n’existe pas
i18n-known = Valeurs connues ici : en, fr.
