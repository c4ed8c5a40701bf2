# mvn -DskipTests package, then: docker build --tag calroute:0.1.0 .
ARG JRE=eclipse-temurin:25-jre

FROM ${JRE} AS layers
WORKDIR /layers
COPY target/calroute.jar /layers/calroute.jar
RUN java -Djarmode=tools -jar calroute.jar extract --layers --destination extracted

FROM ${JRE}
RUN groupadd --gid 10001 calroute \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /calroute --shell /usr/sbin/nologin calroute \
 && install --directory --owner 10001 --group 10001 /calroute/data
COPY --from=layers /layers/extracted/dependencies/ /opt/calroute/
COPY --from=layers /layers/extracted/spring-boot-loader/ /opt/calroute/
COPY --from=layers /layers/extracted/snapshot-dependencies/ /opt/calroute/
COPY --from=layers /layers/extracted/application/ /opt/calroute/
# On Kubernetes, ConfigMaps are mounted over these, and over config/.
COPY routes/ /calroute/routes/
COPY kamelets/ /calroute/kamelets/
COPY mappings/ /calroute/mappings/
WORKDIR /calroute
RUN install --directory --owner 10001 --group 10001 /opt/calroute/cache
USER 10001:10001
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -Xmx256m -XX:+ExitOnOutOfMemoryError"
# One start that ends before it takes callbacks: what it has loaded and linked, each start finds here. It has no config/
# yet, which may name secrets and a database that are not here; without the archive a start takes longer.
RUN java -XX:AOTCacheOutput=/opt/calroute/cache/calroute.aot -Dspring.context.exit=onRefresh \
      -cp "/opt/calroute/calroute.jar:/calroute/lib/*" io.calroute.command.Main --calroute.data-dir=/tmp/data \
 || echo "Without an archive: the start above has failed"; rm -rf /tmp/data
COPY config/ /calroute/config/
EXPOSE 8080 8081
# The jar names what it needs itself; more components lie in lib/, beside routes/.
ENTRYPOINT ["java", "-XX:AOTCache=/opt/calroute/cache/calroute.aot", "-cp", "/opt/calroute/calroute.jar:/calroute/lib/*", "io.calroute.command.Main"]
