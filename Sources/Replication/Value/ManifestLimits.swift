/// The limits of a generation.
public enum ManifestLimits {
    /// The most bytes of an encoded manifest.
    public static let manifest = 2 << 20
    /// The most files besides the document.
    public static let files = 4096
    /// The most bytes of a file.
    public static let file = 64 << 20
    /// The most bytes of all files with the document.
    public static let total = 256 << 20
    /// The most bytes of a path.
    public static let path = 1024
    /// The most bytes of a component of a path.
    public static let component = 255
    /// The most components of a path.
    public static let depth = 16
    /// The most bytes of the name of a node or a cluster.
    public static let name = 255
}
