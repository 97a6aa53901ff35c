import Model

/// Texts shared by the keys of secret files.
enum SecretFileText {
    /// Description of `passwordFile`.
    static let password =
        "File whose first line is the password, to keep passwords out of the document. An "
        + "absolute path, or one relative to the document's directory. It must be a regular "
        + "file of root or of the document's owner, preferably with mode 600. It is read again "
        + "when it changes. Not with password."
}
