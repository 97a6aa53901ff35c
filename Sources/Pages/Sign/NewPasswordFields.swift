import Admin

/// The fields of a form for a new password, which is typed twice.
struct NewPasswordFields: Sendable {
    /// The names of the two fields.
    static let names = (first: "new", again: "again")

    /// The fields.
    var html: HTML {
        """
        <p><label for="new">New password</label>
        <input id="new" name="new" type="password" autocomplete="new-password" \
        minlength="\(PasswordRule.minimum)" maxlength="\(PasswordRule.maximum)" required \
        aria-describedby="new-help">
        <span class="help" id="new-help">at least \(PasswordRule.minimum) characters; a few random \
        words are easy to remember</span></p>
        <p><label for="again">The same again</label>
        <input id="again" name="again" type="password" autocomplete="new-password" \
        maxlength="\(PasswordRule.maximum)" required></p>
        """
    }

    /// Returns the new password of a form; nil: the two differ.
    static func value(in fields: FormFields) -> String? {
        let first = fields.text(names.first)
        return first == fields.text(names.again) ? first : nil
    }
}
