import Certificates

/// The system's roots, read on first use: most looks read no certificate.
final class SystemRoots {
    /// The roots; nil: none, so the root of a chain is not checked.
    private(set) lazy var anchors = try? TrustAnchors()
}
