# The language itself.
i18n-setting = language
i18n-none = there is none called "{ $word }"
i18n-known = Known here are: en, fr.
