/// A line of a file of settings that is read after the one that the printed commands write.
public struct SettingLine: Sendable, Hashable {
    /// The file.
    public var file: String
    /// The name in the file: `net.ipv4.ip_forward`, `net/ipv4/ip_forward`.
    public var name: String
    /// The path below `/proc/sys`.
    public var path: String
    /// The value.
    public var value: String

    /// Creates a line.
    public init(file: String, name: String, path: String, value: String) {
        self.file = file
        self.name = name
        self.path = path
        self.value = value
    }
}
