import Model

/// The result of reading the document.
public enum LoadedDocument: Sendable {
    /// It is unchanged since the last call.
    case unchanged
    /// A valid document, with its warnings.
    case good(Spec, warnings: [Diagnostic])
    /// The document in force with new secrets from its files.
    ///
    /// - Parameters:
    ///   - secrets: all secrets in files.
    ///   - changed: the files with a new secret, as the document names them.
    case renewed(Spec, secrets: [Secret.File: String], changed: [String])
    /// Another part of the edit in force, after its canary has passed a step.
    case advanced(Spec)
    /// An earlier document takes the place of the one in force, with the findings about the file.
    case restored(Spec, [Diagnostic])
    /// A valid document that waits for its change window, with its warnings.
    case pending(PendingEdit, warnings: [Diagnostic])
    /// An invalid or unreadable document, with its diagnostics.
    case bad([Diagnostic])
}
