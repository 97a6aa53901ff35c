import Model

/// A reason why a manifest is refused.
public enum ManifestRefusal: Error, Sendable, Hashable {
    /// The bytes are no manifest.
    ///
    /// - Parameter line: the first malformed line, from 1.
    case malformed(line: Int)
    /// A later program made it.
    case laterFormat(Int)
    /// It exceeds a limit: "it has more than 4096 files".
    case limit(String)
    /// A path is refused.
    case path(String, PathRule.Problem)
    /// The signature is not that of a trusted node: a sentence.
    case signature(String)
}

extension ManifestRefusal: CustomStringConvertible {
    /// The reason in words, safe to print.
    public var description: String {
        switch self {
        case .malformed(let line): "line \(line) of its manifest is malformed"
        case .laterFormat(let format):
            "a later version of Ballast made it: format \(format), and this version reads "
                + "\(Manifest.format); update this node"
        case .limit(let text), .signature(let text): text
        case .path(let path, let problem): "\(String(path.prefix(200)).clean): \(problem)"
        }
    }
}
