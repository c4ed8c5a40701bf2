package io.calroute;

import org.apache.camel.spring.boot.cloud.CamelCloudAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceCallConfigurationAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceChooserAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceDiscoveryAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceFilterAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.observation.web.client.HttpClientObservationsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.scheduling.ScheduledTasksObservabilityAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.MicrometerTracingAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.tracing.prometheus.PrometheusExemplarsAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.dao.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.autoconfigure.gson.GsonAutoConfiguration;
import org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration;
import org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.netty.NettyAutoConfiguration;
import org.springframework.boot.autoconfigure.sql.init.SqlInitializationAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.MultipartAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * Calroute itself: callbacks in, calendars true. Left out is what nobody here uses and every start
 * would pay for; the proxies of the first three most of all, which look at every method of every
 * bean. Of tracing, what would make a span of every request of an operator. Of Camel, {@code
 * application.yaml} has what nobody configures. Spring Boot looks for its own kinds of classes in a
 * package where nothing is.
 */
@SpringBootConfiguration
@ComponentScan(resourcePattern = Calroute.OUTER_CLASSES)
@AutoConfigurationPackage(basePackages = "io.calroute.none")
@EnableAutoConfiguration(
    exclude = {
      AopAutoConfiguration.class,
      TransactionAutoConfiguration.class,
      PersistenceExceptionTranslationAutoConfiguration.class,
      CamelCloudAutoConfiguration.class,
      CamelCloudServiceCallConfigurationAutoConfiguration.class,
      CamelCloudServiceChooserAutoConfiguration.class,
      CamelCloudServiceDiscoveryAutoConfiguration.class,
      CamelCloudServiceFilterAutoConfiguration.class,
      GsonAutoConfiguration.class,
      HttpClientAutoConfiguration.class,
      HttpClientObservationsAutoConfiguration.class,
      InfoContributorAutoConfiguration.class,
      JdbcClientAutoConfiguration.class,
      MicrometerTracingAutoConfiguration.class,
      MultipartAutoConfiguration.class,
      NettyAutoConfiguration.class,
      OpenTelemetryLoggingAutoConfiguration.class,
      OtlpLoggingAutoConfiguration.class,
      ProjectInfoAutoConfiguration.class,
      PrometheusExemplarsAutoConfiguration.class,
      RestClientAutoConfiguration.class,
      RestTemplateAutoConfiguration.class,
      ScheduledTasksObservabilityAutoConfiguration.class,
      SqlInitializationAutoConfiguration.class,
      TaskExecutionAutoConfiguration.class,
      TaskSchedulingAutoConfiguration.class,
      WebSocketServletAutoConfiguration.class
    })
public class Calroute {

  /** No bean is nested in another class, and reading those as well takes half as long again. */
  public static final String OUTER_CLASSES = "**/{name:[^$]+}.class";
}
