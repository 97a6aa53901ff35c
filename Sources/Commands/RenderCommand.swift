import ArgumentParser
import Controller
import Document
import Files
import Glibc
import HAProxy
import Model
import Proxies

/// `ballast render`.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print text that is made from the program or the document.",
        subcommands: [Schema.self, Reference.self, HAProxyText.self])

    /// `ballast render schema`.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "The JSON Schema (2020-12) of the document, or of an output in JSON.",
            discussion: """
                plan, apply, status, diagnostics and observed are the outputs of plan, apply, \
                status, validate and observe with --json; events is a line of run --log-json. A \
                schema lists every key of this version: a later one may add keys.
                """)

        @Option(name: .customLong("of"), help: "The output; without it, the document.")
        var form: AnswerForm?

        func run() {
            write(form?.schema ?? jsonSchema() + "\n", to: STDOUT_FILENO)
        }
    }

    /// `ballast render reference`.
    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reference",
            abstract: "Every key of the document with its values, default and meaning, as Markdown."
        )

        func run() {
            write(documentReference(), to: STDOUT_FILENO)
        }
    }

    /// `ballast render haproxy`.
    struct HAProxyText: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "haproxy",
            abstract: "The haproxy.cfg that is made from the document.",
            discussion: """
                The file of a running controller, haproxy/haproxy.cfg in its runtime directory, \
                has this host's user, sockets, limits and handovers besides; the first line says so.

                The password of the statistics page is printed as ***.

                With --into, haproxy.cfg and the files beside it are written to a directory, where \
                HAProxy then finds them; certificates are looked for there as NAME.pem.
                """)

        /// The first line of the output.
        private static let difference =
            "# For any host. \"ballast run\" adds this host's user, sockets, limits and handovers: "
            + "see /run/ballast/haproxy/haproxy.cfg\n"

        @OptionGroup var document: DocumentOptions

        @Option(help: "Directory that the files are written to, instead of printing.")
        var into: String?

        func run() throws {
            var spec = try DocumentReading(document).requireSpec()
            // What is printed is shown and copied.
            if into == nil, spec.haproxy.page.password != nil {
                spec.haproxy.page.password = Secret("***")
            }
            var page = PageContent(
                directory: PathName.directory(of: document.file), document: document.file)
            // What can't be read was a warning of the reading.
            _ = page.renew(spec.holdingPage.content)
            let settings = HAProxySettings(
                directory: into ?? "/run/ballast/haproxy",
                certificateDirectory: into ?? "/var/lib/ballast/certificates",
                documentDirectory: PathName.directory(of: document.file),
                holdingPage: page.html)
            let configuration = haproxyConfiguration(for: spec, settings: settings)
            guard let into else {
                return write(Self.difference + configuration.text, to: STDOUT_FILENO)
            }
            guard configuration.write(into: into) else {
                standardError("ballast: cannot write to \(into)")
                throw ExitCode(1)
            }
        }
    }
}
