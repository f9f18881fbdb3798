# La langue elle-même.
i18n-setting = langue
i18n-none = « { $word } » n’existe pas
i18n-known = Valeurs connues ici : { $known }.
# Comment s’écrivent les nombres et les dates ; celles-ci comme pour strftime.
i18n-decimal-sign = ,
i18n-thousands-sign = {"\u00A0"}
i18n-day = %d/%m/%Y
i18n-month = %m/%Y
