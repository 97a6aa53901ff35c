/// A package of this node, and the one in the configured repositories.
public struct PagePackage: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The installed version; nil: none.
    public let installed: String?
    /// The version that an upgrade installs; nil: no repository has the package.
    public let candidate: String?

    /// Creates a package.
    public init(_ name: String, installed: String?, candidate: String?) {
        self.name = name
        self.installed = installed
        self.candidate = candidate
    }
}
