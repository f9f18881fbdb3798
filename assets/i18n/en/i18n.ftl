# The language itself.
i18n-setting = language
i18n-none = there is none called "{ $word }"
i18n-known = Known here are: { $known }.
# How numbers and dates are written; dates as strftime has them.
i18n-decimal-sign = .
i18n-thousands-sign = ,
i18n-day = %Y-%m-%d
i18n-month = %Y-%m
