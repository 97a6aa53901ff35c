import Certificates

/// The system's roots, read when somebody asks for the first time: most looks read no certificate.
final class SystemRoots {
    /// The roots; nil where there are none: then nothing is said of a chain's end.
    private(set) lazy var anchors = try? TrustAnchors()
}
