/// Names of nodes and clusters in a manifest.
public enum NodeName {
    /// Whether a text can be a name: 1...255 bytes without control characters, and without a space
    /// at either end.
    public static func isValid(_ name: String) -> Bool {
        guard (1...ManifestLimits.name).contains(name.utf8.count) else { return false }
        guard name.first != " ", name.last != " " else { return false }
        return !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
