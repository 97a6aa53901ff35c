import Model

/// The answer to a reload request.
package struct ReloadAnswer: Sendable, Codable {
    /// The failure of the reload; nil: it succeeded.
    package let failure: HostFailure?
}
