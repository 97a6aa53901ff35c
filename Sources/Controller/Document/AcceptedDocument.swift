import Model

/// A document in force, for the parts of the controller that need its text.
struct AcceptedDocument: Sendable {
    /// The contents, with the secrets of its files.
    let spec: Spec
    /// The text.
    let bytes: [UInt8]
}
