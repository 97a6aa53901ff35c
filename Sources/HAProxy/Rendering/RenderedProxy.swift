import Model

/// The sections of one proxy of a document.
struct RenderedProxy {
    /// The sections, with the empty line before them.
    private let configuration: RenderedConfiguration

    /// Renders the proxy with this position in the document.
    init(_ index: Int, of spec: Spec, _ settings: HAProxySettings) {
        var builder = ConfigurationBuilder(spec: spec, settings: settings)
        // A section has an empty line before it, unless it is the first one.
        builder.configuration.lines.append(.init(text: "", path: DocumentPath()))
        builder.addProxy(index)
        builder.configuration.lines.removeFirst()
        configuration = builder.configuration
    }

    /// Its place in a layout.
    var part: ConfigurationLayout.Part { ConfigurationLayout.Part(configuration.lines) }
    /// The text.
    var text: String { configuration.text }
    /// The servers, in the order of their lines.
    var servers: [BackendServer] { configuration.servers }
    /// The files that it names.
    var files: [RenderedConfiguration.SideFile] { configuration.files }
    /// Whether it has a stick table.
    var hasTables: Bool { configuration.hasTables }

    /// Whether it differs from another one in the values of servers at most.
    func hasSameFrame(as other: RenderedProxy) -> Bool {
        func frame(_ proxy: RenderedProxy) -> some Sequence<String> {
            proxy.configuration.lines.lazy.filter { !$0.isServer }.map(\.text)
        }
        return files == other.files && servers.map(\.id) == other.servers.map(\.id)
            && frame(self).elementsEqual(frame(other))
    }
}
